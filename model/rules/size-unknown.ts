import type { Installation } from "../resolve/products.js";
import { grouped, listing, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const sizeUnknown: Rule = {
  id: "size-unknown",
  on: "model",
  phase: "declaration",
  *check({ demands }) {
    // Which machines a product needs is open until its form is known: rule product-form.
    const open = ({ entry, use }: Installation) =>
      entry.forms !== undefined && !Object.hasOwn(entry.forms, use.form ?? "");
    const missing = demands.filter(({ size, installation }) => !size && !open(installation));
    const groups = grouped(missing, ({ installation: i, kind }) => `${i.file} ${i.product} ${kind}`);
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const { entry, installation, kind } = first;
      const schools = [...new Set(group.flatMap(({ school }) => school ?? []))];
      const whose = schools.length > 0 ? ` (${listing(schools)})` : "";
      const gap = entry.sizes.length > 0 ? "no published size is large enough" : "no size is published";
      const source = entry.sizes.at(-1)?.source ?? entry.source;
      yield {
        ...setting(installation, "sizing"),
        of: "key",
        message: `${gap} for ${kind}${whose}; looked for in: ${source}`,
        hint: `write "${installation.product}: { sizing: { ${kind}: { cores: …, memoryGiB: …, systemGiB: …, reason: … } } }"`,
      };
    }
  },
};
