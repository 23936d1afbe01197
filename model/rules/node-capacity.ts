import { builtMachines, clusterPlace, grouped, rounded } from "./lookups.js";
import type { Rule } from "./rule.js";

/** What each machine runs on now; whether the others could take it over says node-failure. */
export const nodeCapacity: Rule = {
  id: "node-capacity",
  on: "model",
  phase: "platform",
  *check({ platform }) {
    for (const [id, { declared }] of Object.entries(platform.clusters)) {
      const machines = builtMachines(platform.machines, id);
      const largest = Math.max(...Object.values(declared.nodes).map(({ memoryGiB }) => memoryGiB));
      for (const { key, memoryMiB } of machines)
        if (memoryMiB / 1024 > largest)
          yield {
            ...clusterPlace(id, "nodes"),
            of: "key",
            message: `${key} needs ${rounded(memoryMiB / 1024)} GiB of memory; the largest node has ${rounded(largest)} GiB`,
            hint: "a larger node, or a smaller machine under sizing",
          };
      for (const [node, own] of grouped(machines, (vm) => vm.node)) {
        const needed = own.reduce((sum, { memoryMiB }) => sum + memoryMiB / 1024, 0);
        const room = declared.nodes[node]?.memoryGiB ?? 0;
        if (needed > room && own.every(({ memoryMiB }) => memoryMiB / 1024 <= largest))
          yield {
            ...clusterPlace(id, "nodes", node, "memoryGiB"),
            message: `the machines on ${node} need ${rounded(needed)} GiB of memory; it has ${rounded(room)} GiB`,
            hint: `move one: "node:" in its allocation and on the cluster; on ${node}: ${own.map(({ key }) => key).join(", ")}`,
          };
      }
    }
  },
};
