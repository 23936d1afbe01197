import { clusterOf } from "../resolve/clusters.js";
import type { Rule } from "./rule.js";

/** Where the whole cluster is gone, cluster-dropped says so. */
export const machineDropped: Rule = {
  id: "machine-dropped",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const wanted = new Set(demands.map(({ school, key, cluster }) => `${school ?? ""}/${key}/${cluster?.id}`));
    const { dataCentres, schools } = declaration.allocations;
    const owners = [
      ...[...dataCentres].map(([id, { machines }]) => ({
        file: `allocations/data-centres/${id}.yaml`,
        owner: "",
        machines,
      })),
      ...[...schools]
        .filter(([id]) => declaration.schools.has(id))
        .map(([id, { machines }]) => ({ file: `allocations/schools/${id}.yaml`, owner: id, machines })),
    ];
    for (const { file, owner, machines } of owners)
      for (const [key, { cluster, retiring, vmId }] of Object.entries(machines)) {
        const kind = key.slice(0, key.lastIndexOf("-"));
        const holdsData = catalogue.machines[kind]?.holdsData ?? true;
        if (!holdsData || retiring || !clusterOf(declaration, cluster) || wanted.has(`${owner}/${key}/${cluster}`))
          continue;
        yield {
          file,
          path: ["machines", key],
          of: "key",
          message: `${key} (VM ${vmId} on ${cluster}) holds data, and nothing in the declaration asks for it any more`,
          hint: "restore what asked for it with `lifecycle: retiring` (school or product), run allocate and apply, move its data, then remove it",
        };
      }
  },
};
