import { entryOf, productSettings, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const productScope: Rule = {
  id: "product-scope",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    for (const { use, ...where } of productSettings(declaration)) {
      const scope = entryOf(catalogue.products, where.product)?.scope;
      if (scope === "traeger" && where.school !== undefined)
        yield {
          ...setting(where),
          of: "key",
          message: `${where.product} is one installation for all schools; a school cannot have its own`,
          hint: "set it in traeger.yaml; a school that does not use it says so under withoutProducts",
        };
      if (scope === "school" && where.school === undefined && Object.keys(use.existing).length > 0)
        yield {
          ...setting(where, "existing"),
          of: "key",
          message: `each school has its own ${where.product}; here one machine's values would stand for all`,
          hint: `write "products: { ${where.product}: { existing: … } }" in the school's file`,
        };
    }
  },
};
