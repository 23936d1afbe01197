import { movedNodes } from "../allocate/moves.js";
import { clusterOf, siteCluster, siteOf } from "../resolve/clusters.js";
import type { Rule } from "./rule.js";

/** Where the whole cluster is gone, cluster-dropped says so. */
export const machineDropped: Rule = {
  id: "machine-dropped",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const wanted = new Set(demands.map(({ school, key, cluster }) => `${school ?? ""}/${key}/${cluster?.id}`));
    const moved = movedNodes(declaration);
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
      for (const [key, { cluster: recorded, retiring, vmId }] of Object.entries(machines)) {
        const site = moved.get(siteOf(recorded) ?? "");
        const cluster = site === undefined ? recorded : siteCluster(site);
        const kind = key.slice(0, key.lastIndexOf("-"));
        const holdsData = catalogue.machines[kind]?.holdsData ?? true;
        if (!holdsData || retiring || !clusterOf(declaration, cluster) || wanted.has(`${owner}/${key}/${cluster}`))
          continue;
        const elsewhere = demands.find((d) => (d.school ?? "") === owner && d.key === key)?.cluster?.id;
        yield {
          file,
          path: ["machines", key],
          of: "key",
          message: `${key} (VM ${vmId} on ${cluster}) holds data, and ${elsewhere === undefined ? "nothing in the declaration asks for it any more" : `the declaration asks for it on ${elsewhere} instead; another cluster means another machine`}`,
          hint: `restore what asked for it${elsewhere === undefined ? "" : " there"} with \`lifecycle: retiring\` (school or product), run allocate and apply, ${elsewhere === undefined ? "move its data, then remove it" : "back its data up, then change the place"}`,
        };
      }
  },
};
