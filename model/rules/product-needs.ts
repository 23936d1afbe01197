import { installations, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

const MEANING: Record<string, string> = {
  concurrentUsers: "users at the same time",
  agents: "people who work on tickets at the same time",
  storeTiB: "size of the backup store in TiB",
  instances: "number of machines",
};

export const productNeeds: Rule = {
  id: "product-needs",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const installation of installations(declaration, catalogue)) {
      const { entry, placement, product, use } = installation;
      if (placement === "hosted") continue;
      for (const need of entry.needs)
        if (need !== "form" && use[need] === undefined)
          yield {
            ...setting(installation),
            of: "key",
            message: `${product} cannot be sized without ${need} (${MEANING[need]})`,
            hint: `write "${product}: { ${need}: … }"`,
          };
    }
  },
};
