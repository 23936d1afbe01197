import { siteLines } from "../resolve/network/lines.js";
import { tunnelMtu as inner } from "../resolve/network/numbers.js";
import type { Rule } from "./rule.js";

/** RFC 8200 section 5: every link carries packets of 1280 bytes. */
const LEAST = 1280;

export const tunnelMtu: Rule = {
  id: "tunnel-mtu",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const { coupling } = declaration.traeger;
    if (!coupling) return;
    for (const [id, site] of declaration.sites)
      for (const [index, { mtu }] of siteLines(site).entries()) {
        const inside = inner(mtu, coupling.protocol);
        if (inside < LEAST)
          yield {
            file: `sites/${id}.yaml`,
            path: ["uplinks", index, "mtu"],
            message: `packets of ${mtu} bytes leave ${inside} inside the tunnel; IPv6 needs ${LEAST}`,
            hint: `at least ${LEAST + mtu - inside}; ask the operator for the MTU of the line`,
          };
      }
  },
};
