import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type { Stack } from "../platform.js";
import type { MachineAllocation, RetiredAllocation } from "../schema/allocation.js";
import { clusterOf, clusterStack, schoolStack, siteOf } from "./clusters.js";
import type { Owner, Placed } from "./vms.js";

/** One stack per cluster, a site's own node included, and one per school on each cluster that it has machines on. */
export function resolveStacks(
  declaration: Declaration,
  owners: readonly Owner[],
  placed: readonly Placed[],
): Record<string, Stack> {
  const { traeger } = declaration;
  const built = placed.filter((vm) => vm.lifecycle !== "planned");
  const ofSchools = groupBy(placed, (vm) => vm.school ?? "");
  const schools = owners.flatMap((owner) => schoolStacks(declaration, owner, ofSchools.get(owner.school ?? "") ?? []));
  const used = schools.map(({ cluster }) => cluster).filter((cluster) => siteOf(cluster) !== undefined);
  const clusters = [...Object.keys(traeger.dataCentres), ...[...new Set(used)].sort()].flatMap((cluster): Stack[] => {
    const declared = clusterOf(declaration, cluster);
    if (!declared) return [];
    const central = built.filter((vm) => vm.cluster === cluster && vm.school === undefined);
    const id = clusterStack(declaration, cluster);
    return [
      { ...named(id, declared.token), kind: "cluster", cluster, after: [], machines: central.map(({ key }) => key) },
    ];
  });
  return Object.fromEntries([...clusters, ...schools].map((stack) => [stack.id, stack]));
}

/** A stack stays for what it has to remove: machines that are retired, or that nothing asks for any more. */
function schoolStacks(declaration: Declaration, owner: Owner, own: readonly Placed[]): Stack[] {
  const { school } = owner;
  if (school === undefined) return [];
  const { traeger, allocations } = declaration;
  const allocation = allocations.schools.get(school);
  const wanted = new Set(own.map(({ resource }) => resource));
  const dropped = Object.entries(allocation?.machines ?? {}).filter(([key]) => !wanted.has(key));
  const gone = [...Object.values(allocation?.retired ?? {}), ...dropped.map(([, machine]) => machine)];
  const built = own.filter((vm) => vm.lifecycle !== "planned");
  const stackOf = (machine: MachineAllocation | RetiredAllocation) =>
    `${traeger.id}-${schoolStack(owner.key, machine)}`;
  const stacks = new Map([
    ...built.map(({ stack, cluster }) => [stack, cluster] as const),
    ...gone.map((machine) => [stackOf(machine), machine.cluster] as const),
  ]);
  return [...stacks].sort().flatMap(([id, cluster]): Stack[] => {
    const declared = clusterOf(declaration, cluster);
    if (!declared) return [];
    const perSchool = declared.schoolTokens === "per-school";
    const suffix = perSchool ? `_${owner.key.toUpperCase().replaceAll("-", "_")}` : "";
    return [
      {
        ...named(id, `${declared.token}${suffix}`),
        kind: "school",
        cluster,
        school,
        after: [clusterStack(declaration, cluster)],
        machines: built.filter((vm) => vm.stack === id).map(({ key }) => key),
      },
    ];
  });
}

function named(id: string, token: string) {
  return { id, pool: id, token, tokenVariable: token.slice("secret://env/".length).toLowerCase() };
}
