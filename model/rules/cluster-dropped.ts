import { movedNodes } from "../allocate/moves.js";
import { clusterOf, siteOf } from "../resolve/clusters.js";
import { clusterPlace, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Without its cluster a stack is not synthesised at all, so nothing would remove its machines. */
export const clusterDropped: Rule = {
  id: "cluster-dropped",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const moved = movedNodes(declaration);
    const standing = new Map<string, string[]>();
    for (const { machines } of declaration.allocations.schools.values())
      for (const { cluster, name } of Object.values(machines))
        standing.set(cluster, [...(standing.get(cluster) ?? []), name]);
    for (const [cluster, names] of standing) {
      const site = siteOf(cluster);
      if (clusterOf(declaration, cluster) || moved.has(site ?? "")) continue;
      const { file } = clusterPlace(cluster);
      yield {
        file,
        path: [],
        message: `${site === undefined ? `data centre ${cluster} is` : "the site's node is"} gone, but ${listing(names)} still ${names.length === 1 ? "stands" : "stand"} on it`,
        hint: `two steps: restore ${site === undefined ? `dataCentres.${cluster}` : "node"}, retire these machines or move them, run allocate and apply; remove it in a later change`,
      };
    }
  },
};
