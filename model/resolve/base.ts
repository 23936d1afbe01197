import type { Catalogue } from "../catalogue/schema.js";
import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type { Backup, Base, ClusterSegment, Image, IpSet, Pool, Stack, VirtualMachine } from "../platform.js";
import { commonRules, ipSets } from "./flows.js";
import type { landscapeOf } from "./landscape.js";
import { centralSegments } from "./segments.js";
import { clusterOf } from "./stacks.js";
import { imageFile, type Placed, vnetName } from "./vms.js";
import { backupSchedule } from "./windows.js";

interface Resolved {
  readonly declaration: Declaration;
  readonly catalogue: Catalogue;
  readonly landscape: ReturnType<typeof landscapeOf>;
  readonly stacks: Readonly<Record<string, Stack>>;
  readonly placed: readonly Placed[];
  readonly machines: readonly VirtualMachine[];
}

/** Gives each cluster's stack, and each school's stack on its own node, what the cluster needs besides machines. */
export function resolveBases(resolved: Resolved): Record<string, Stack> {
  const perCluster = groupBy(resolved.machines, (vm) => vm.cluster);
  return Object.fromEntries(
    Object.values(resolved.stacks).map((stack) => {
      if (stack.kind === "school") return [stack.id, stack];
      const served = (perCluster.get(stack.cluster) ?? []).filter(
        (vm) => stack.kind === "cluster" || vm.stack === stack.id,
      );
      return [
        stack.id,
        {
          ...stack,
          base: base(
            resolved,
            stack,
            served.filter((vm) => vm.lifecycle !== "planned"),
          ),
        },
      ];
    }),
  );
}

function base(resolved: Resolved, stack: Stack, served: readonly VirtualMachine[]): Base {
  const { declaration, catalogue, landscape } = resolved;
  const prefix = prefixOf(declaration, stack);
  const site = stack.kind === "school-local" ? stack.cluster.slice("site-".length) : undefined;
  const common = commonRules(catalogue, prefix);
  const sets = ipSets(catalogue, site === undefined ? landscape.all : landscape.at(site), prefix);
  const named = new Set([...common, ...served.flatMap((vm) => vm.firewall)].map(({ source }) => source));
  return {
    segments: segments(resolved, stack),
    images: images(declaration, served, prefix),
    ipSets: Object.fromEntries(Object.entries(sets).filter(([name]) => named.has(`+${name}`))) as Record<string, IpSet>,
    securityGroup: prefix.slice(0, -1),
    common,
    pools: pools(resolved, stack),
    backups: backups(resolved, stack, served),
    spread: spread(resolved, stack),
  };
}

function prefixOf({ traeger, allocations }: Declaration, { kind, school }: Stack): string {
  const number = school === undefined ? 0 : (allocations.schools.get(school)?.number ?? 0);
  return kind === "school-local" ? `${traeger.id}-s${String(number).padStart(3, "0")}-` : `${traeger.id}-`;
}

function segments({ declaration, catalogue, placed }: Resolved, { cluster }: Stack): ClusterSegment[] {
  const centre = declaration.traeger.dataCentres[cluster];
  const allocation = declaration.allocations.dataCentres.get(cluster);
  const central = centre && allocation ? centralSegments(catalogue, centre, allocation) : [];
  const schools = placed.filter((vm) => vm.cluster === cluster && vm.school !== undefined);
  const own = new Map(schools.map((vm) => [vm.segment.vlan, { ...vm.segment, school: vm.school as string }]));
  return [...central, ...own.values()].map((segment) => ({ ...segment, vnet: vnetName(segment.vlan) }));
}

function images({ traeger }: Declaration, served: readonly VirtualMachine[], prefix: string): Image[] {
  const names = [...new Set(served.map((vm) => vm.image))].sort();
  return names.flatMap((name) => {
    const image = traeger.images[name];
    if (!image) return [];
    const { url, checksum } = image;
    const algorithm = checksum.length === 64 ? "sha256" : "sha512";
    return [{ name, url, checksum, algorithm, file: imageFile(prefix, name, checksum) }];
  });
}

/** The stack's own pool; a data centre's stack makes its schools' pools, too, because a school's token may not. */
function pools({ declaration, stacks }: Resolved, stack: Stack): Pool[] {
  const served = Object.values(stacks).filter(
    (other) =>
      other.id === stack.id || (stack.kind === "cluster" && other.kind === "school" && other.cluster === stack.cluster),
  );
  const perSchool = clusterOf(declaration, stack.cluster)?.schoolTokens === "per-school";
  return served.map(({ pool, school }) => ({
    id: pool,
    comment: (school === undefined ? declaration.traeger.name : declaration.schools.get(school)?.name) ?? pool,
    ...(perSchool && school !== undefined ? { user: `${pool}@pve` } : {}),
  }));
}

/** One job per stack of the cluster, so that each school's machines are backed up by a job of their own. */
function backups({ declaration, catalogue }: Resolved, stack: Stack, served: readonly VirtualMachine[]): Backup[] {
  const storage = clusterOf(declaration, stack.cluster)?.datastores.backup?.id;
  if (storage === undefined) return [];
  const perStack = groupBy(
    served.filter((vm) => vm.backup),
    (vm) => vm.stack,
  );
  return [...perStack].map(([id, machines]) => {
    const school = machines[0]?.school;
    const number = school === undefined ? 0 : (declaration.allocations.schools.get(school)?.number ?? 0);
    return {
      id,
      vmIds: machines.map((vm) => vm.vmId).sort((a, b) => a - b),
      storage,
      schedule: backupSchedule(declaration.traeger.maintenanceWindows, number),
      keepDays: catalogue.lines.backupDays.value,
    };
  });
}

/** Only HA resources can be kept apart by a rule; others were spread when they were allocated. */
function spread({ placed }: Resolved, stack: Stack): Record<string, number[]> {
  const own = placed.filter((vm) => vm.stack === stack.id && vm.highAvailability && vm.spreadGroup !== undefined);
  const groups = groupBy(own, (vm) => vm.spreadGroup as string);
  return Object.fromEntries(
    [...groups].filter(([, vms]) => vms.length > 1).map(([name, vms]) => [name, vms.map((vm) => vm.vmId)]),
  );
}
