import { cable } from "../resolve/network/cabling.js";
import { listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const portMissing: Rule = {
  id: "port-missing",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue, platform }) {
    for (const [id, site] of Object.entries(platform.sites)) {
      const declared = declaration.sites.get(id);
      if (!declared || Object.keys(declared.switches).length === 0) continue;
      const { missing } = cable(catalogue, site, declared);
      if (missing.length > 0)
        yield {
          file: `sites/${id}.yaml`,
          path: ["switches"],
          of: "key",
          message: `no free port, or no power within 80 % of the PoE budget, for ${listing(missing)}`,
          hint: `another switch, fewer ports in "profiles", or "accessPoints: { watt: … }" from the maker's data sheet`,
        };
    }
  },
};
