import { grouped, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const imageDisk: Rule = {
  id: "image-disk",
  on: "model",
  phase: "declaration",
  *check({ declaration, demands }) {
    const small = demands.filter(({ entry, size }) => {
      const image = declaration.traeger.images[entry.image];
      return size && image && size.systemGiB < image.diskGiB;
    });
    for (const [demand] of grouped(small, ({ installation: i, kind }) => `${i.file} ${i.product} ${kind}`).values()) {
      if (!demand) continue;
      const { entry, installation, kind, size } = demand;
      const diskGiB = declaration.traeger.images[entry.image]?.diskGiB;
      yield {
        ...setting(installation, "sizing", kind, "systemGiB"),
        message: `the system disk of ${kind} has ${size?.systemGiB} GiB, its image ${entry.image} has ${diskGiB} GiB`,
        hint: `"systemGiB: ${diskGiB}" or more`,
      };
    }
  },
};
