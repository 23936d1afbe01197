import { coverage } from "../resolve/bausteine.js";
import { coveredBy, listing, uncovered } from "./lookups.js";
import type { Rule } from "./rule.js";

export const bausteinUncovered: Rule = {
  id: "baustein-uncovered",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue } = context;
    const wanted = (school: string) =>
      coverage(declaration, catalogue, school).flatMap(({ baustein, from }) => (from === "required" ? [] : [baustein]));
    for (const { baustein, place, schools } of uncovered(context, wanted)) {
      const products = coveredBy(catalogue, baustein);
      yield {
        ...place,
        of: "key",
        message: `${baustein} is wanted, but no product covers it (${listing(schools)})`,
        hint: `${products ? `products that cover it: ${products}` : "the catalogue has no product for it"}; or remove it with a reason: withoutBausteine in traeger.yaml, bausteine.remove in a school`,
      };
    }
  },
};
