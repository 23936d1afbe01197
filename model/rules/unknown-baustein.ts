import { suggestion } from "../candidates.js";
import { entryOf, productSettings } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

type Named = Pick<Finding, "file" | "path" | "of"> & { readonly baustein: string };

export const unknownBaustein: Rule = {
  id: "unknown-baustein",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    const named: Named[] = list("traeger.yaml", ["bausteine"], declaration.traeger.bausteine);
    for (const baustein of Object.keys(declaration.traeger.withoutBausteine))
      named.push({ file: "traeger.yaml", path: ["withoutBausteine", baustein], of: "key", baustein });
    for (const { file, product, use } of productSettings(declaration)) {
      for (const baustein of Object.keys(use.stays))
        named.push({ file, path: ["products", product, "stays", baustein], of: "key", baustein });
      named.push(...list(file, ["products", product, "without"], use.without));
    }
    for (const [id, { bausteine }] of declaration.schools) {
      const file = `schools/${id}.yaml`;
      named.push(...list(file, ["bausteine", "insert"], bausteine.insert));
      for (const baustein of Object.keys(bausteine.remove))
        named.push({ file, path: ["bausteine", "remove", baustein], of: "key", baustein });
    }
    for (const { baustein, ...place } of named)
      if (!entryOf(catalogue.bausteine, baustein))
        yield {
          ...place,
          message: `Baustein ${JSON.stringify(baustein)} is not in the catalogue`,
          hint: suggestion(baustein, Object.keys(catalogue.bausteine)),
        };
  },
};

function list(file: string, path: string[], bausteine: readonly string[]): Named[] {
  return bausteine.map((baustein, index) => ({ file, path: [...path, index], baustein }));
}
