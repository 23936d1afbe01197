import { phaseOf } from "../resolve/products.js";
import { coveredBy, listing, livingSchools, uncovered } from "./lookups.js";
import type { Rule } from "./rule.js";

export const bausteinRequired: Rule = {
  id: "baustein-required",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue } = context;
    const { scenario } = declaration.traeger;
    const required = (id: string) => {
      const school = declaration.schools.get(id);
      return school ? (catalogue.scenarios[scenario]?.phases[phaseOf(declaration, school)]?.required ?? []) : [];
    };
    const living = livingSchools(declaration);
    for (const baustein of Object.keys(declaration.traeger.withoutBausteine))
      if (living.some(([id]) => required(id).includes(baustein)))
        yield {
          file: "traeger.yaml",
          path: ["withoutBausteine", baustein],
          of: "key",
          message: `${baustein} is mandatory in scenario ${scenario} and cannot be removed`,
        };
    for (const [id, { bausteine }] of living)
      for (const baustein of required(id))
        if (Object.hasOwn(bausteine.remove, baustein))
          yield {
            file: `schools/${id}.yaml`,
            path: ["bausteine", "remove", baustein],
            of: "key",
            message: `${baustein} is mandatory in scenario ${scenario} and cannot be removed`,
          };
    for (const { baustein, place, schools } of uncovered(context, required))
      yield {
        ...place,
        of: "key",
        message: `${baustein} is mandatory in scenario ${scenario}, but no product covers it (${listing(schools)})`,
        hint: `products that cover it: ${coveredBy(catalogue, baustein)}; or take it out of a product's "without"`,
      };
  },
};
