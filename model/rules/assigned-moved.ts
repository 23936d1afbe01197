import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const assignedMoved: Rule = {
  id: "assigned-moved",
  on: "model",
  phase: "allocation",
  *check({ declaration: { allocations, sites } }) {
    for (const [id, { assigned = {} }] of allocations.sites)
      for (const [role, recorded] of Object.entries(assigned))
        for (const family of ["ipv4", "ipv6"] as const) {
          const pin = entryOf(sites.get(id)?.segments ?? {}, role);
          const [before, now] = [recorded[family], pin?.[family]];
          if (!sites.has(id) || before === undefined || before === now || pin?.renumbered !== undefined) continue;
          yield {
            file: `sites/${id}.yaml`,
            path: ["segments", role, family],
            message: `${before} was assigned by ${recorded.by}; ${now === undefined ? "it is not declared any more" : `${now} stands here now`}`,
            hint: `write ${before} again; or, when whoever assigned it has renumbered, "renumbered: <day>" and run: npm run allocate`,
          };
        }
  },
};
