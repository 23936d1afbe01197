import type { Catalogue } from "../catalogue/schema.js";
import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type {
  Backup,
  Base,
  ClusterSegment,
  Image,
  IpSet,
  PlatformSite,
  Pool,
  Stack,
  VirtualMachine,
} from "../platform.js";
import { clusterOf, siteOf } from "./clusters.js";
import { commonRules, ipSets } from "./flows.js";
import type { landscapeOf } from "./landscape.js";
import { centralSegments, type Segment, schoolServerSegment } from "./segments.js";
import { imageFile, type Placed, vnetName } from "./vms.js";
import { backupSchedule } from "./windows.js";

interface Resolved {
  readonly declaration: Declaration;
  readonly catalogue: Catalogue;
  readonly landscape: ReturnType<typeof landscapeOf>;
  readonly sites: ReadonlyMap<string, PlatformSite>;
  readonly stacks: Readonly<Record<string, Stack>>;
  readonly placed: readonly Placed[];
  readonly machines: readonly VirtualMachine[];
}

/** Gives each cluster's stack what the cluster needs besides machines. Whatever exists once per cluster is only here. */
export function resolveBases(resolved: Resolved): Record<string, Stack> {
  const built = resolved.machines.filter((vm) => vm.lifecycle !== "planned");
  const perCluster = groupBy(built, (vm) => vm.cluster);
  return Object.fromEntries(
    Object.values(resolved.stacks).map((stack) => [
      stack.id,
      stack.kind === "cluster" ? { ...stack, base: base(resolved, stack, perCluster.get(stack.cluster) ?? []) } : stack,
    ]),
  );
}

function base(resolved: Resolved, stack: Stack, served: readonly VirtualMachine[]): Base {
  const { declaration, catalogue, landscape } = resolved;
  const prefix = `${declaration.traeger.id}-`;
  const site = siteOf(stack.cluster);
  const seen = site === undefined ? landscape.all : landscape.at(site);
  const common = commonRules(catalogue, prefix);
  const sets = ipSets(catalogue, seen, prefix);
  const named = new Set([...common, ...served.flatMap((vm) => vm.firewall)].map(({ source }) => source));
  return {
    segments: segments(resolved, stack),
    images: images(declaration, served),
    ipSets: Object.fromEntries(Object.entries(sets).filter(([name]) => named.has(`+${name}`))) as Record<string, IpSet>,
    securityGroup: declaration.traeger.id,
    common,
    pools: pools(resolved, stack),
    backups: backups(resolved, stack, served),
    spread: spread(resolved, stack),
  };
}

/** Segments stay while a stack has to remove machines that stand in them. */
function segments({ declaration, catalogue, sites, stacks }: Resolved, { cluster }: Stack): ClusterSegment[] {
  const site = siteOf(cluster);
  if (site !== undefined)
    return (sites.get(site)?.segments ?? []).filter(({ role }) => role === "servers").map((own) => vnet(own, cluster));
  const [centre, allocation] = [
    declaration.traeger.dataCentres[cluster],
    declaration.allocations.dataCentres.get(cluster),
  ];
  if (!centre || !allocation) return [];
  const central = centralSegments(catalogue, centre, allocation).map((segment) => vnet(segment, "central"));
  const schools = Object.values(stacks).flatMap((stack) => {
    const number = declaration.allocations.schools.get(stack.school ?? "")?.number;
    if (stack.cluster !== cluster || stack.school === undefined || number === undefined) return [];
    return [vnet(schoolServerSegment(declaration, catalogue, allocation, number), stack.school)];
  });
  return [...central, ...schools];
}

function vnet(segment: Segment, owner: string): ClusterSegment {
  return { ...segment, vnet: vnetName(segment.vlan), owner };
}

function images({ traeger }: Declaration, served: readonly VirtualMachine[]): Image[] {
  const names = [...new Set(served.map((vm) => vm.image))].sort();
  return names.flatMap((name) => {
    const image = traeger.images[name];
    if (!image) return [];
    const { url, checksum } = image;
    const algorithm = checksum.length === 64 ? "sha256" : "sha512";
    return [{ name, url, checksum, algorithm, file: imageFile(traeger.id, name, checksum) }];
  });
}

/** The stack's own pool, and its schools', because a school's token may make none. */
function pools({ declaration, stacks }: Resolved, stack: Stack): Pool[] {
  const served = Object.values(stacks).filter(({ cluster }) => cluster === stack.cluster);
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
