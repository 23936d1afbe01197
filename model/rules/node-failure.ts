import type { VirtualMachine } from "../platform.js";
import type { Cluster } from "../schema/cluster.js";
import { builtMachines, clusterPlace, listing, rounded } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Enough memory in sum (cluster-capacity) is not enough: each machine has to find one node with room for it. */
export const nodeFailure: Rule = {
  id: "node-failure",
  on: "model",
  phase: "platform",
  *check({ platform }) {
    for (const [id, { declared }] of Object.entries(platform.clusters)) {
      const machines = builtMachines(platform.machines, id);
      const nodes = Object.values(declared.nodes).map(({ memoryGiB }) => memoryGiB * 1024);
      const needed = machines.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
      const [largest, room] = [Math.max(...nodes), nodes.reduce((sum, memory) => sum + memory, 0)];
      // One mistake, one message: cluster-capacity and node-capacity speak of these.
      if (nodes.length < 2 || needed > room - largest || machines.some((vm) => vm.memoryMiB > largest)) continue;
      for (const node of Object.keys(declared.nodes)) {
        const left = homeless(declared.nodes, machines, node);
        if (left.length > 0)
          yield {
            ...clusterPlace(id, "nodes", node),
            of: "key",
            message: `when ${node} fails, no other node has room for ${listing(left.map(named))}`,
            hint: "more memory in the other nodes, smaller machines, or machines spread otherwise",
          };
      }
    }
  },
};

const named = ({ key, memoryMiB }: VirtualMachine) => `${key} (${rounded(memoryMiB / 1024)} GiB)`;

/** Largest machine first, each to the node with most room: as good as a cluster's own choice, so a warning only. */
function homeless(nodes: Cluster["nodes"], machines: readonly VirtualMachine[], failed: string): VirtualMachine[] {
  const room = new Map(
    Object.entries(nodes)
      .filter(([name]) => name !== failed)
      .map(([name, { memoryGiB }]) => [name, memoryGiB * 1024]),
  );
  for (const { node, memoryMiB } of machines) if (room.has(node)) room.set(node, (room.get(node) ?? 0) - memoryMiB);
  const moving = machines.filter(({ node }) => node === failed).sort((a, b) => b.memoryMiB - a.memoryMiB);
  return moving.filter(({ memoryMiB }) => {
    const [target, free] = [...room].sort(([, a], [, b]) => b - a)[0] ?? ["", 0];
    if (free < memoryMiB) return true;
    room.set(target, free - memoryMiB);
    return false;
  });
}
