import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { firstFree, formatPrefix, type Prefix, parsePrefix } from "../net.js";
import { siteCluster, siteOf } from "../resolve/clusters.js";
import { centralDemands, type MachineDemand, schoolDemands } from "../resolve/machines.js";
import { type CentralRole, centralSegments, schoolServerSegment, siteSegments } from "../resolve/segments.js";
import type { Allocations, DataCentreAllocation, SchoolAllocation, SiteAllocation } from "../schema/allocation.js";
import type { Site } from "../schema/site.js";
import { choosePlan, devicesOfSites, pinnedPrefixes } from "./address-plan.js";
import { extended, layoutOf } from "./layout.js";
import { Ledger } from "./ledger.js";
import { allocateMachines, kindOf, pinnedHost } from "./machines.js";
import { movedNodes, moves } from "./moves.js";

/** Schools up to which a data centre gets the small address plan at its first allocation. */
const SMALL_CENTRE = 100;

/** A pool of the address plan that has no room left. */
export interface Exhausted {
  readonly pool: "ipv4" | "ipv6";
  readonly for: string;
}

/**
 * Gives numbers to whatever has none and keeps all that exist: nothing is renumbered, a number that was given
 * once is never given again, and what people pinned is taken over. Pure: the caller writes the files.
 */
export function allocate(
  declaration: Declaration,
  catalogue: Catalogue,
): { allocations: Allocations; exhausted: Exhausted[] } {
  const run = new Run(declaration, catalogue);
  run.dataCentreNumbers();
  run.siteNumbers();
  run.schoolNumbers();
  run.machineNumbers();
  const given = { dataCentres: sorted(run.dataCentres), sites: sorted(run.sites), schools: sorted(run.schools) };
  const layout = extended(declaration.allocations.layout, layoutOf(declaration, catalogue, given));
  return {
    allocations: { layout, ...given },
    exhausted: run.exhausted,
  };
}

class Run {
  readonly dataCentres: Map<string, DataCentreAllocation>;
  readonly sites: Map<string, SiteAllocation>;
  readonly schools: Map<string, SchoolAllocation>;
  readonly exhausted: Exhausted[] = [];
  readonly #taken: Prefix[];
  /** Site → name that the stack of a node that came to it keeps. */
  readonly #arrivals: ReadonlyMap<string, string>;

  constructor(
    readonly declaration: Declaration,
    readonly catalogue: Catalogue,
  ) {
    const { allocations, sites, schools } = declaration;
    this.dataCentres = new Map(allocations.dataCentres);
    const nodes = movedNodes(declaration);
    this.#arrivals = arrivals(nodes, allocations);
    this.sites = renamed(allocations.sites, moves(allocations.sites, sites));
    this.schools = onMovedNodes(renamed(allocations.schools, moves(allocations.schools, schools)), nodes);
    const given = [...this.dataCentres.values(), ...this.sites.values()].flatMap((a) => [a.ipv4, a.ipv6]);
    this.#taken = [...given.map(parsePrefix), ...pinnedPrefixes(declaration)];
  }

  dataCentreNumbers(): void {
    const plan = this.declaration.schools.size <= SMALL_CENTRE ? "s" : "l";
    const { length } = this.catalogue.segments.dataCentres[plan];
    for (const id of Object.keys(this.declaration.traeger.dataCentres)) {
      if (this.dataCentres.has(id)) continue;
      const prefixes = this.#prefixes(length, 52, `data centre ${id}`);
      if (prefixes) this.dataCentres.set(id, { plan, ...prefixes, machines: {}, retired: {} });
    }
  }

  siteNumbers(): void {
    let number = highest(this.sites);
    const devices = devicesOfSites(this.declaration, this.catalogue);
    for (const [id, site] of this.declaration.sites) {
      const known = this.sites.get(id);
      const plan = known?.plan ?? choosePlan(this.catalogue, site, devices.get(id) ?? new Map());
      const prefixes = known ?? this.#prefixes(this.catalogue.segments.plans[plan].length, 56, `site ${id}`);
      if (!prefixes) continue;
      const { ipv4, ipv6 } = prefixes;
      const switches = switchHosts(known?.switches ?? {}, Object.keys(site.switches));
      const assigned = assignedPrefixes(known?.assigned ?? {}, site);
      const node = site.node && this.#nodeName(id, known?.node);
      this.sites.set(id, {
        number: known?.number ?? ++number,
        plan,
        ipv4,
        ipv6,
        switches,
        ...(Object.keys(assigned).length === 0 ? {} : { assigned }),
        ...(node === undefined ? {} : { node }),
      });
    }
  }

  /** Names the node's stack; undefined: the site's id does. It does not while a node that came from here has that name. */
  #nodeName(site: string, known: string | undefined): string | undefined {
    const name = this.#arrivals.get(site) ?? known;
    const others = new Set([...this.sites].flatMap(([id, { node }]) => (id === site ? [] : (node ?? []))));
    if (name !== undefined || !others.has(site)) return name;
    let next = `${site}-2`;
    for (let n = 3; others.has(next); n++) next = `${site}-${n}`;
    return next;
  }

  schoolNumbers(): void {
    let number = highest(this.schools);
    for (const id of this.declaration.schools.keys())
      if (!this.schools.has(id)) this.schools.set(id, { number: ++number, key: id, machines: {}, retired: {} });
  }

  machineNumbers(): void {
    const { declaration, catalogue } = this;
    const central = centralDemands(declaration, catalogue);
    const owners = [
      ...[...this.dataCentres].map(([id, allocation]) => ({
        allocation,
        number: undefined,
        school: undefined,
        demands: central.filter((demand) => demand.cluster?.id === id),
        keep: (owned: Pick<DataCentreAllocation, "machines" | "retired">) =>
          this.dataCentres.set(id, { ...allocation, ...owned }),
      })),
      ...[...this.schools].map(([id, allocation]) => ({
        allocation,
        number: allocation.number,
        school: allocation,
        demands: schoolDemands(declaration, catalogue, id),
        // A school whose file is missing keeps everything: a missing file is never an order to delete.
        keep: (owned: Pick<SchoolAllocation, "machines" | "retired">) =>
          declaration.schools.has(id) ? this.schools.set(id, { ...allocation, ...owned }) : undefined,
      })),
    ];
    const pinned = owners.flatMap(({ demands }) => demands.map(({ existing }) => existing));
    const given = owners.flatMap(({ allocation: a }) => [...Object.values(a.machines), ...Object.values(a.retired)]);
    const ledger = new Ledger(
      declaration.traeger.addressPlan.vmIds,
      [...pinned, ...given].flatMap(({ vmId }) => vmId ?? []),
      [...pinned.map(({ hostname }) => hostname), ...given.map(({ name }) => name)].flatMap((name) => name ?? []),
    );
    for (const { allocation, demands, number } of owners) {
      for (const [key, { cluster, host }] of Object.entries({ ...allocation.machines, ...allocation.retired })) {
        const segment = this.#segmentOf(cluster, catalogue.machines[kindOf(key)]?.segment, number);
        if (segment) ledger.reserve(segment, host);
      }
      for (const demand of demands) {
        const machine = allocation.machines[demand.key];
        const segment = this.#segmentOfDemand(demand, number);
        if (!segment) continue;
        if (machine && machine.cluster === demand.cluster?.id) ledger.add(machine, demand, segment);
        else ledger.reserve(segment, pinnedHost(demand, segment));
      }
    }
    for (const { allocation, demands, number, school, keep } of owners)
      keep(allocateMachines(ledger, allocation, demands, school, (demand) => this.#segmentOfDemand(demand, number)));
  }

  #segmentOfDemand({ cluster, entry }: MachineDemand, schoolNumber: number | undefined): string | undefined {
    return cluster && this.#segmentOf(cluster.id, entry.segment, schoolNumber);
  }

  /** IPv4 prefix of the segment that a machine stands in; a kind that the catalogue has no longer stood with servers. */
  #segmentOf(cluster: string, role: CentralRole = "servers", schoolNumber?: number): string | undefined {
    const { declaration, catalogue } = this;
    const site = siteOf(cluster);
    if (site !== undefined) {
      const [declared, allocation] = [declaration.sites.get(site), this.sites.get(site)];
      return (
        declared && allocation && siteSegments(catalogue, declared, allocation).find((s) => s.role === "servers")?.ipv4
      );
    }
    const [centre, allocation] = [declaration.traeger.dataCentres[cluster], this.dataCentres.get(cluster)];
    if (!centre || !allocation) return undefined;
    if (schoolNumber !== undefined) return schoolServerSegment(declaration, catalogue, allocation, schoolNumber).ipv4;
    return centralSegments(catalogue, centre, allocation).find((segment) => segment.role === role)?.ipv4;
  }

  #prefixes(ipv4Length: number, ipv6Length: number, owner: string): { ipv4: string; ipv6: string } | undefined {
    const { ipv4, ipv6 } = this.declaration.traeger.addressPlan;
    const four = firstFree(parsePrefix(ipv4), ipv4Length, this.#taken);
    const six = firstFree(parsePrefix(ipv6), ipv6Length, this.#taken);
    if (!four) this.exhausted.push({ pool: "ipv4", for: owner });
    if (!six) this.exhausted.push({ pool: "ipv6", for: owner });
    if (!four || !six) return undefined;
    this.#taken.push(four, six);
    return { ipv4: formatPrefix(four), ipv6: formatPrefix(six) };
  }
}

/** `formerly` moves the numbers of an old id to the new one. */
function renamed<A>(allocations: ReadonlyMap<string, A>, moved: ReadonlyMap<string, string>): Map<string, A> {
  return new Map([...allocations].map(([id, allocation]) => [moved.get(id) ?? id, allocation]));
}

/** Nodes with machines that came to a site, by rename or on a lorry → the name that their stack keeps. */
function arrivals(moved: ReadonlyMap<string, string>, { sites, schools }: Allocations): Map<string, string> {
  const used = new Set(
    [...schools.values()].flatMap(({ machines, retired }) =>
      [...Object.values(machines), ...Object.values(retired)].map(({ cluster }) => siteOf(cluster)),
    ),
  );
  return new Map([...moved].flatMap(([old, id]) => (used.has(old) ? [[id, sites.get(old)?.node ?? old]] : [])));
}

/** A site's node is a cluster of the site's name: its machines stay on it when the site is renamed or the node moves. */
function onMovedNodes(
  schools: ReadonlyMap<string, SchoolAllocation>,
  moved: ReadonlyMap<string, string>,
): Map<string, SchoolAllocation> {
  const rename = <M extends { cluster: string }>(machines: Readonly<Record<string, M>>): Record<string, M> =>
    Object.fromEntries(
      Object.entries(machines).map(([key, machine]) => {
        const site = moved.get(siteOf(machine.cluster) ?? "");
        return [key, site === undefined ? machine : { ...machine, cluster: siteCluster(site) }];
      }),
    );
  return new Map(
    [...schools].map(([id, school]) => [
      id,
      { ...school, machines: rename(school.machines), retired: rename(school.retired) },
    ]),
  );
}

function switchHosts(known: Record<string, number>, ids: readonly string[]): Record<string, number> {
  const hosts = { ...known };
  for (const id of ids) {
    if (id in hosts) continue;
    let host = 2;
    while (Object.values(hosts).includes(host)) host++;
    hosts[id] = host;
  }
  return hosts;
}

type Assigned = NonNullable<SiteAllocation["assigned"]>;

/** Prefixes that others assigned, as they were recorded first; only a declared renumbering replaces one. */
function assignedPrefixes(known: Assigned, { segments }: Site): Assigned {
  const assigned = { ...known };
  for (const [role, { assignedBy: by, ipv4, ipv6, renumbered }] of Object.entries(segments)) {
    if (by === undefined || (ipv4 === undefined && ipv6 === undefined)) continue;
    if (assigned[role] !== undefined && renumbered === undefined) continue;
    assigned[role] = { by, ...(ipv4 === undefined ? {} : { ipv4 }), ...(ipv6 === undefined ? {} : { ipv6 }) };
  }
  return assigned;
}

function highest(allocations: ReadonlyMap<string, { readonly number: number }>): number {
  return Math.max(0, ...[...allocations.values()].map(({ number }) => number));
}

function sorted<V>(map: ReadonlyMap<string, V>): Map<string, V> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
