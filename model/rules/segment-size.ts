import { parsePrefix, usableHosts } from "../net.js";
import type { Rule } from "./rule.js";

export const segmentSize: Rule = {
  id: "segment-size",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { segments }] of declaration.sites)
      for (const [role, { ipv4, ipv6 }] of Object.entries(segments)) {
        const place = (family: string) => ({ file: `sites/${id}.yaml`, path: ["segments", role, family] });
        if (ipv4 && usableHosts(parsePrefix(ipv4)) < 1)
          yield {
            ...place("ipv4"),
            message: `${ipv4} has no room for a gateway and a device`,
            hint: "a /30 or larger",
          };
        if (ipv6 && parsePrefix(ipv6).length !== 64)
          yield {
            ...place("ipv6"),
            message: `${ipv6} is no /64; devices form their own address in a /64 only`,
            hint: "a /64 of the prefix",
          };
      }
  },
};
