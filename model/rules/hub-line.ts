import { counted } from "../counted.js";
import { landing } from "../resolve/network/lines.js";
import { grouped, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const hubLine: Rule = {
  id: "hub-line",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const { coupling } = declaration.traeger;
    if (!coupling) return;
    const used = grouped(
      [...declaration.sites].flatMap(([id, { uplinks }]) => uplinks.map(({ kind }) => ({ id, kind }))),
      ({ kind }) => kind,
    );
    for (const [index, hub] of coupling.hubs.entries())
      for (const [kind, sites] of used) {
        const ids = [...new Set(sites.map(({ id }) => id))];
        if (!landing(hub, kind as "landesnetz"))
          yield {
            file: "traeger.yaml",
            path: ["coupling", "hubs", index, "lines"],
            of: "key",
            message: `hub ${hub.id} has no address for lines of kind ${kind}; ${counted(ids.length, "site")} with such a line: ${listing(ids)}`,
            hint: `a line "kind: ${kind}", or "serves: [${kind}, …]" on one that these lines reach`,
          };
      }
  },
};
