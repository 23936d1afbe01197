import { entryOf, listing, productSettings, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const serviceStays: Rule = {
  id: "service-stays",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { scenario } = declaration.traeger;
    const scenarios = Object.entries(catalogue.scenarios).filter(
      ([, { stays, doubleServices }]) => stays || doubleServices,
    );
    const allowed = scenarios.map(([id]) => id);
    for (const { use, ...where } of productSettings(declaration))
      for (const baustein of Object.keys(use.stays)) {
        const place = { ...setting(where, "stays", baustein), of: "key" as const };
        if (!allowed.includes(scenario))
          yield {
            ...place,
            message: `in scenario ${scenario} double services expire: ${baustein} of ${where.product} cannot stay`,
            hint: `write "without: [${baustein}]"; a service may stay in ${listing(allowed)}`,
          };
        else if (
          !entryOf(catalogue.products, where.product)?.covers.includes(baustein) ||
          use.without.includes(baustein)
        )
          yield {
            ...place,
            message: `${where.product} does not cover ${baustein}, so nothing of it can stay`,
            hint: "leave it out",
          };
      }
  },
};
