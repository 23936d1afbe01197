import { suggestion } from "../candidates.js";
import { entryOf, productSettings, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownMachine: Rule = {
  id: "unknown-machine",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    for (const { use, ...where } of productSettings(declaration)) {
      const kinds = Object.keys(entryOf(catalogue.products, where.product)?.machines ?? {});
      for (const kind of Object.keys(use.sizing))
        if (!kinds.includes(kind))
          yield {
            ...setting(where, "sizing", kind),
            of: "key",
            message: `${where.product} has no kind of machine ${JSON.stringify(kind)}`,
            hint: suggestion(kind, kinds),
          };
      for (const key of Object.keys(use.existing))
        if (!kinds.some((kind) => key.startsWith(`${kind}-`) && /^[1-9]\d*$/.test(key.slice(kind.length + 1))))
          yield {
            ...setting(where, "existing", key),
            of: "key",
            message: `${where.product} has no machine ${JSON.stringify(key)}; expected a kind and a number`,
            hint: suggestion(
              key,
              kinds.map((kind) => `${kind}-1`),
            ),
          };
    }
  },
};
