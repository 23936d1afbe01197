import { suggestion } from "../candidates.js";
import { setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownNode: Rule = {
  id: "unknown-node",
  on: "model",
  phase: "declaration",
  *check({ demands }) {
    for (const { cluster, existing, installation, key } of demands)
      if (existing.node !== undefined && cluster && !Object.hasOwn(cluster.declared.nodes, existing.node))
        yield {
          ...setting(installation, "existing", key, "node"),
          message: `cluster ${cluster.id} has no node ${JSON.stringify(existing.node)}`,
          hint: suggestion(existing.node, Object.keys(cluster.declared.nodes)),
        };
  },
};
