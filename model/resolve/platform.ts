import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import {
  deepFreeze,
  type Platform,
  type PlatformCluster,
  type PlatformSite,
  type VirtualMachine,
} from "../platform.js";
import type { Trace } from "../trace.js";
import { resolveBases } from "./base.js";
import { resolveCalendar } from "./calendar.js";
import { clusterOf, siteOf } from "./clusters.js";
import { machineRules } from "./flows.js";
import { landscapeOf } from "./landscape.js";
import { centralDemands, type MachineDemand, schoolDemands } from "./machines.js";
import { resolveNetwork } from "./network/network.js";
import { resolveSchools, resolveServices } from "./schools.js";
import { centralSegments, type Segment, schoolServerSegment } from "./segments.js";
import { resolveSite } from "./sites.js";
import { resolveStacks } from "./stacks.js";
import { nameservers, type Owner, type Placed, placeMachine, resolvers } from "./vms.js";

/**
 * The whole Platform of a declaration that passed its checks and has all its allocations.
 * Pure: the same declaration and catalogue give the same Platform.
 */
export function resolvePlatform(declaration: Declaration, catalogue: Catalogue, trace?: Trace): Platform {
  const { traeger } = declaration;
  const sites = resolveSites(declaration, catalogue, trace);
  const owners = ownersOf(declaration);
  const placed = owners.flatMap((owner) => placeAll(declaration, catalogue, sites, owner, trace));
  const landscape = landscapeOf(declaration, catalogue, sites, placed);
  const own = resolvers(catalogue, placed);
  const endpoints = new Map(landscape.all.endpoints.map((endpoint) => [endpoint.key, endpoint]));
  const machines = placed.map((vm): VirtualMachine => {
    const { segment, spreadGroup, ...rest } = vm;
    const target = endpoints.get(vm.key);
    return {
      ...rest,
      nameservers: nameservers(own, vm),
      firewall: target ? machineRules(catalogue, landscape.all, target, `${vm.securityGroup}-`) : [],
    };
  });
  const clusters = clusterIds(declaration, placed).map((id): PlatformCluster => {
    const site = siteOf(id);
    return {
      id,
      name: (site === undefined ? traeger.dataCentres[id]?.name : sites.get(site)?.name) ?? id,
      ref: site === undefined ? { dataCentre: id } : { site },
      declared: clusterOf(declaration, id) as PlatformCluster["declared"],
    };
  });
  const stacks = resolveStacks(declaration, owners, placed);
  return deepFreeze({
    id: traeger.id,
    name: traeger.name,
    scenario: traeger.scenario,
    phase: traeger.phase,
    domain: traeger.domain,
    state: traeger.state,
    access: traeger.access,
    calendar: resolveCalendar(traeger, catalogue),
    clusters: byId(clusters, ({ id }) => id),
    stacks: resolveBases({ declaration, catalogue, landscape, sites, stacks, placed, machines }),
    machines: byId(machines, ({ key }) => key),
    sites: Object.fromEntries(sites),
    schools: byId(resolveSchools(declaration, catalogue, trace), ({ id }) => id),
    services: byId(resolveServices(declaration, catalogue, machines), ({ id }) => id),
    network: resolveNetwork(declaration, catalogue, sites, placed, trace),
  });
}

function resolveSites(declaration: Declaration, catalogue: Catalogue, trace?: Trace): Map<string, PlatformSite> {
  const schools = new Map<string, string[]>();
  for (const [id, school] of declaration.schools)
    if (school.lifecycle !== "retired")
      for (const site of new Set(school.sites)) schools.set(site, [...(schools.get(site) ?? []), id]);
  return new Map(
    [...declaration.sites].flatMap(([id, site]) => {
      const allocation = declaration.allocations.sites.get(id);
      if (!allocation || site.lifecycle === "retired") return [];
      return [[id, resolveSite(declaration, catalogue, id, site, allocation, schools.get(id) ?? [], trace)] as const];
    }),
  );
}

function ownersOf(declaration: Declaration): Owner[] {
  const centres = Object.keys(declaration.traeger.dataCentres).map((id) => ({
    id,
    key: id,
    file: `allocations/data-centres/${id}.yaml`,
  }));
  const schools = [...declaration.schools.keys()].map((id) => ({
    id,
    key: declaration.allocations.schools.get(id)?.key ?? id,
    school: id,
    file: `allocations/schools/${id}.yaml`,
  }));
  return [...centres, ...schools];
}

function placeAll(
  declaration: Declaration,
  catalogue: Catalogue,
  sites: ReadonlyMap<string, PlatformSite>,
  owner: Owner,
  trace?: Trace,
): Placed[] {
  const { allocations } = declaration;
  const numbers =
    owner.school === undefined ? allocations.dataCentres.get(owner.id) : allocations.schools.get(owner.id);
  const demands =
    owner.school === undefined
      ? centralDemands(declaration, catalogue).filter((demand) => demand.cluster?.id === owner.id)
      : schoolDemands(declaration, catalogue, owner.school);
  return demands.flatMap((demand) => {
    const allocation = numbers?.machines[demand.key];
    const segment = segmentOf(declaration, catalogue, sites, owner, demand);
    if (!allocation || !segment || !demand.size) return [];
    const placed = placeMachine(declaration, owner, demand, allocation, segment, trace);
    if (trace) noteSize(trace, declaration, placed, demand);
    return [placed];
  });
}

/** Where a published size stands: in the project's table or in the Träger's own. */
function noteSize(trace: Trace, { extensions }: Declaration, { key }: Placed, { kind, size }: MachineDemand): void {
  if (size?.row === undefined) return;
  const own = Object.hasOwn(extensions.machines ?? {}, kind);
  for (const name of ["cores", "memoryMiB", "disks", "sizeSource"])
    trace.note(["machines", key, name], {
      file: own ? "catalogue/machines.yaml" : "model/catalogue/machines.yaml",
      path: [kind, "sizes", size.row],
      rule: "the first row whose load is not exceeded",
    });
}

function segmentOf(
  declaration: Declaration,
  catalogue: Catalogue,
  sites: ReadonlyMap<string, PlatformSite>,
  owner: Owner,
  { cluster, entry }: MachineDemand,
): Segment | undefined {
  const { allocations, traeger } = declaration;
  if (cluster?.site !== undefined) return sites.get(cluster.site)?.segments.find(({ role }) => role === "servers");
  const id = cluster?.dataCentre ?? "";
  const [centre, allocation] = [traeger.dataCentres[id], allocations.dataCentres.get(id)];
  if (!centre || !allocation) return undefined;
  if (owner.school === undefined)
    return centralSegments(catalogue, centre, allocation).find(({ role }) => role === entry.segment);
  const number = allocations.schools.get(owner.school)?.number;
  return number === undefined ? undefined : schoolServerSegment(declaration, catalogue, allocation, number);
}

function clusterIds(declaration: Declaration, placed: readonly Placed[]): string[] {
  const gone = [...declaration.allocations.schools.values()].flatMap(({ retired }) =>
    Object.values(retired).map((r) => r.cluster),
  );
  const used = new Set([...placed.map((vm) => vm.cluster), ...gone.filter((id) => clusterOf(declaration, id))]);
  return [...new Set([...Object.keys(declaration.traeger.dataCentres), ...[...used].sort()])];
}

function byId<T>(items: readonly T[], id: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [id(item), item]));
}
