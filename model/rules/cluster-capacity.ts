import { builtMachines, clusterPlace, rounded } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Cores are shared between machines on purpose; memory is not. */
export const clusterCapacity: Rule = {
  id: "cluster-capacity",
  on: "model",
  phase: "platform",
  *check({ platform }) {
    for (const [id, { declared }] of Object.entries(platform.clusters)) {
      const nodes = Object.values(declared.nodes).map(({ memoryGiB }) => memoryGiB);
      const needed = builtMachines(platform.machines, id).reduce((sum, { memoryMiB }) => sum + memoryMiB / 1024, 0);
      const spare = nodes.length > 1 ? Math.max(...nodes) : 0;
      const room = nodes.reduce((sum, memory) => sum + memory, 0) - spare;
      if (needed > room)
        yield {
          ...clusterPlace(id, "nodes"),
          of: "key",
          message:
            spare > 0
              ? `the machines need ${rounded(needed)} GiB of memory; when the largest node fails, ${rounded(room)} GiB remain`
              : `the machines need ${rounded(needed)} GiB of memory; the node has ${rounded(room)} GiB`,
          hint: "another node, more memory, or a product elsewhere",
        };
    }
  },
};
