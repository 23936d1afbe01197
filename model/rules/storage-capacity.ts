import { builtMachines, clusterPlace, diskGiB } from "./lookups.js";
import type { Rule } from "./rule.js";

export const storageCapacity: Rule = {
  id: "storage-capacity",
  on: "model",
  phase: "platform",
  *check({ platform }) {
    for (const [id, { declared }] of Object.entries(platform.clusters)) {
      const { sizeGiB, shared } = declared.datastores.vm;
      const machines = builtMachines(platform.machines, id);
      const nodes = Object.keys(declared.nodes);
      const found = (used: number, room: number, where: string) => ({
        ...clusterPlace(id, "datastores", "vm", "sizeGiB"),
        message: `the disks need ${used} GiB${where}; the store has ${room} GiB`,
        hint: "a larger store, another node, or smaller disks under sizing",
      });
      const all = diskGiB(machines);
      if (shared && all > sizeGiB) yield found(all, sizeGiB, "");
      if (shared) continue;
      for (const node of nodes) {
        const used = diskGiB(machines.filter((vm) => vm.node === node));
        if (used > sizeGiB) yield found(used, sizeGiB, ` on ${node}`);
      }
      // Each disk has its copy on a second node.
      const room = sizeGiB * nodes.length;
      if (declared.replication && all <= room && 2 * all > room)
        yield found(2 * all, room, " with their copies on all nodes");
    }
  },
};
