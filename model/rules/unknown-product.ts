import { suggestion } from "../candidates.js";
import { entryOf, productSettings } from "./lookups.js";
import type { DeclarationContext, Finding, Rule } from "./rule.js";

export const unknownProduct: Rule = {
  id: "unknown-product",
  on: "model",
  phase: "references",
  *check(context) {
    const { declaration, catalogue } = context;
    for (const { file, product } of productSettings(declaration))
      yield* named(context, "product", product, { file, path: ["products", product], of: "key" });
    for (const [index, product] of declaration.traeger.landesdienste.entries())
      yield* named(context, "landesdienst", product, {
        file: "traeger.yaml",
        path: ["landesdienste", index],
      });
    const used = [...Object.keys(declaration.traeger.products), ...declaration.traeger.landesdienste];
    for (const [id, school] of declaration.schools)
      for (const product of Object.keys(school.withoutProducts))
        if (!used.includes(product))
          yield {
            file: `schools/${id}.yaml`,
            path: ["withoutProducts", product],
            of: "key",
            message: entryOf(catalogue.products, product)
              ? `the Träger does not use ${product}, so a school cannot do without it`
              : `product ${JSON.stringify(product)} is not in the catalogue`,
            hint: suggestion(product, used),
          };
  },
};

function* named(
  { catalogue }: DeclarationContext,
  kind: string,
  product: string,
  place: Pick<Finding, "file" | "path" | "of">,
) {
  const entry = entryOf(catalogue.products, product);
  const known = Object.keys(catalogue.products).filter((id) => catalogue.products[id]?.kind === kind);
  const what = kind === "product" ? "product" : "state service";
  if (!entry)
    yield {
      ...place,
      message: `${what} ${JSON.stringify(product)} is not in the catalogue`,
      hint: suggestion(product, known),
    };
  else if (entry.kind !== kind)
    yield {
      ...place,
      message: `${product} is ${kind === "product" ? "a state service, not a product" : "a product, not a state service"}`,
      hint:
        kind === "product" ? `list it in traeger.yaml: "landesdienste: [${product}]"` : `write it under "products:"`,
    };
}
