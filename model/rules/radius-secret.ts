import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const radiusSecret: Rule = {
  id: "radius-secret",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue: { ports } }) {
    for (const [site, { switches, radiusSecret }] of declaration.sites)
      for (const [id, { profiles }] of Object.entries(switches))
        for (const profile of Object.keys(profiles))
          if (entryOf(ports, profile)?.authentication && radiusSecret === undefined)
            yield {
              file: `sites/${site}.yaml`,
              path: ["switches", id, "profiles", profile],
              message: `ports of the profile ${profile} ask RADIUS servers, and the site shares no secret with them`,
              hint: `"radiusSecret: secret://env/RADIUS_${site.toUpperCase().replaceAll("-", "_")}", as the servers have it for the site's management segment`,
            };
  },
};
