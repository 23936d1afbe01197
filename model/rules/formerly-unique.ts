import { repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const formerlyUnique: Rule = {
  id: "formerly-unique",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    for (const [folder, declared] of [
      ["sites", declaration.sites],
      ["schools", declaration.schools],
    ] as const) {
      const named = [...declared].flatMap(([id, { formerly }]) =>
        formerly.map((old, index) => ({ old, file: `${folder}/${id}.yaml`, path: ["formerly", index] })),
      );
      for (const { old, ...place } of named)
        if (declared.has(old))
          yield {
            ...place,
            message: `${folder}/${old}.yaml still exists, so ${old} is no former id`,
            hint: "remove the old file, or the former id",
          };
      for (const [{ old, ...place }, first] of repeated(named, ({ old }) => old))
        yield {
          ...place,
          message: `${old} is named already in ${first.file}; its numbers can move only once`,
        };
    }
  },
};
