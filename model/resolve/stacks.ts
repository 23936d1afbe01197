import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type { Stack } from "../platform.js";
import type { Cluster } from "../schema/cluster.js";
import { type Owner, type Placed, stackId } from "./vms.js";

/** One stack per cluster, one per school in a data centre, one more on a site's own node. */
export function resolveStacks(
  declaration: Declaration,
  owners: readonly Owner[],
  placed: readonly Placed[],
): Record<string, Stack> {
  const { traeger, allocations } = declaration;
  const stacks: Record<string, Stack> = {};
  const ofSchools = groupBy(placed, (vm) => vm.school ?? "");
  for (const owner of owners) {
    const allocation =
      owner.school === undefined ? allocations.dataCentres.get(owner.id) : allocations.schools.get(owner.id);
    const own = (ofSchools.get(owner.school ?? "") ?? []).filter((vm) => vm.key.startsWith(`${owner.id}/`));
    const built = own.filter((vm) => vm.lifecycle !== "planned");
    const gone = Object.values(allocation?.retired ?? {}).map(({ cluster }) => cluster);
    const clusters = new Set([
      ...(owner.school === undefined ? [owner.id] : []),
      ...built.map((vm) => vm.cluster),
      ...gone,
    ]);
    for (const cluster of [...clusters].sort()) {
      const declared = clusterOf(declaration, cluster);
      if (!declared) continue;
      const site = cluster.startsWith("site-") ? cluster.slice("site-".length) : undefined;
      const id = stackId(traeger.id, owner, {
        cluster: { id: cluster, declared, ...(site === undefined ? {} : { site }) },
      });
      const token = tokenOf(declared, owner, site);
      stacks[id] = {
        id,
        kind: owner.school === undefined ? "cluster" : site === undefined ? "school" : "school-local",
        cluster,
        ...(owner.school === undefined ? {} : { school: owner.school }),
        pool: id,
        token,
        tokenVariable: token.slice("secret://env/".length).toLowerCase(),
        after: owner.school !== undefined && site === undefined ? [`${traeger.id}-${cluster}`] : [],
        machines: built.filter((vm) => vm.cluster === cluster).map((vm) => vm.key),
      };
    }
  }
  return stacks;
}

export function clusterOf(declaration: Declaration, id: string): Cluster | undefined {
  return id.startsWith("site-")
    ? declaration.sites.get(id.slice("site-".length))?.node
    : declaration.traeger.dataCentres[id]?.cluster;
}

function tokenOf(cluster: Cluster, owner: Owner, site: string | undefined): string {
  const own = owner.school !== undefined && site === undefined && cluster.schoolTokens === "per-school";
  return own ? `${cluster.token}_${owner.key.toUpperCase().replaceAll("-", "_")}` : cluster.token;
}
