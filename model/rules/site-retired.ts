import { livingSchools } from "./lookups.js";
import type { Rule } from "./rule.js";

export const siteRetired: Rule = {
  id: "site-retired",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    for (const [id, { sites, lifecycle }] of livingSchools(declaration))
      for (const [index, site] of sites.entries())
        if (declaration.sites.get(site)?.lifecycle === "retired")
          yield {
            file: `schools/${id}.yaml`,
            path: ["sites", index],
            message: `site ${site} is retired, but the school is ${lifecycle}`,
            hint: "move the school to another site, or retire it first",
          };
  },
};
