import { suggestion } from "../candidates.js";
import { installations, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const productForm: Rule = {
  id: "product-form",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const installation of installations(declaration, catalogue)) {
      const { entry, product, placement, use } = installation;
      const forms = Object.keys(entry.forms ?? {});
      const choices = forms.map((form) => `form: "${form}"`);
      if (use.form === undefined && forms.length > 0 && placement !== "hosted")
        yield {
          ...setting(installation),
          of: "key",
          message: `the form of ${product} is missing`,
          hint: `write ${choices.join(" or ")}`,
        };
      if (use.form === undefined || forms.includes(use.form)) continue;
      yield {
        ...setting(installation, "form"),
        message: `${product} has no form ${JSON.stringify(use.form.slice(0, 40))}`,
        hint: forms.length > 0 ? suggestion(use.form, forms) : "remove it: the product has one form only",
      };
    }
  },
};
