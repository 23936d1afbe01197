import { parsePrefix } from "../net.js";
import type { Rule } from "./rule.js";

export const translationSize: Rule = {
  id: "translation-size",
  on: "model",
  phase: "allocation",
  *check({ declaration, catalogue }) {
    for (const [id, { segments }] of declaration.sites) {
      const { plan } = declaration.allocations.sites.get(id) ?? {};
      for (const [role, { ipv4, translated }] of Object.entries(segments)) {
        const place = plan && catalogue.segments.plans[plan].segments[role];
        if (!translated || ipv4 === undefined) continue;
        const path = ["segments", role, "ipv4"];
        if (place === undefined)
          yield {
            file: `sites/${id}.yaml`,
            path,
            message: `plan ${plan} of the site has no place for ${role}, under which others could see it`,
            hint: "a prefix that overlaps no other one, without a translation",
          };
        else if (parsePrefix(ipv4).length < place)
          yield {
            file: `sites/${id}.yaml`,
            path,
            message: `${ipv4} has more addresses than the place of ${role} in plan ${plan} of the site, a /${place}, under which others would see it`,
            hint: `a /${place} or smaller; a site's plan is fixed by its allocation`,
          };
      }
    }
  },
};
