import { productSettings, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const existingUnused: Rule = {
  id: "existing-unused",
  on: "model",
  phase: "declaration",
  *check({ declaration, demands }) {
    const needed = new Set(demands.map(({ school, installation, key }) => `${school} ${installation.product} ${key}`));
    for (const { use, ...where } of productSettings(declaration))
      for (const key of Object.keys(use.existing))
        if (!needed.has(`${where.school} ${where.product} ${key}`))
          yield {
            ...setting(where, "existing", key),
            of: "key",
            message: `${where.product} needs no machine ${key} here, so its existing values are not used`,
            hint: "check the number, the placement and the lifecycle, or remove the entry",
          };
  },
};
