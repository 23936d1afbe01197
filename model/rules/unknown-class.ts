import { suggestion } from "../candidates.js";
import type { KeyPath } from "../diagnostics.js";
import type { Rule } from "./rule.js";

export const unknownClass: Rule = {
  id: "unknown-class",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    const known = Object.keys(catalogue.trafficClasses);
    for (const [site, { uplinks, exceptions }] of declaration.sites) {
      const named: [KeyPath, string][] = [
        ...uplinks.flatMap(({ carries }, line): [KeyPath, string][] =>
          carries && carries.classes !== "all"
            ? carries.classes.map((id, index) => [["uplinks", line, "carries", "classes", index], id])
            : [],
        ),
        ...Object.entries(exceptions).map(([id, row]): [KeyPath, string] => [["exceptions", id, "class"], row.class]),
      ];
      for (const [path, id] of named)
        if (!known.includes(id))
          yield {
            file: `sites/${site}.yaml`,
            path,
            message: `traffic class ${JSON.stringify(id)} is not in the catalogue`,
            hint: suggestion(id, known),
          };
    }
  },
};
