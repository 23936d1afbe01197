import { numbered } from "./lookups.js";
import type { Rule } from "./rule.js";

export const nodeKnown: Rule = {
  id: "node-known",
  on: "model",
  phase: "allocation",
  *check(context) {
    for (const { demand, file, numbers } of numbered(context)) {
      const nodes = Object.keys(demand.cluster?.declared.nodes ?? {});
      if (!nodes.includes(numbers.node))
        yield {
          file,
          path: ["machines", demand.key, "node"],
          message: `cluster ${demand.cluster?.id} has no node ${JSON.stringify(numbers.node)}`,
          hint: `write the node that the machine was migrated to: ${nodes.join(", ")}`,
        };
    }
  },
};
