import { suggestion } from "../candidates.js";
import type { Rule } from "./rule.js";

export const unknownSite: Rule = {
  id: "unknown-site",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    for (const [id, school] of declaration.schools)
      for (const [index, site] of school.sites.entries())
        if (!declaration.sites.has(site))
          yield {
            file: `schools/${id}.yaml`,
            path: ["sites", index],
            message: `site ${JSON.stringify(site)} does not exist`,
            hint: suggestion(site, declaration.sites.keys()),
          };
  },
};
