import type { Catalogue } from "../../catalogue/schema.js";
import { append } from "../../collections.js";
import type { Policy, PolicyEnd } from "../../intent.js";
import type { Exception } from "../../schema/exception.js";
import type { DiscoveryService } from "./discovery.js";
import { type End, endsOf, targetsOf, type View } from "./view.js";

/** A row of a flow table in one shape. */
interface Row {
  readonly id: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Whether `to` names machine kinds only (flows.yaml). */
  readonly machines: boolean;
  /** Whether it leads to the broadcast addresses of `to`. */
  readonly broadcast?: boolean;
  readonly ports: readonly string[];
  readonly purpose: Policy["purpose"];
  readonly owner: Policy["owner"];
  readonly class: string;
  readonly source: string;
  readonly until?: string;
  readonly site?: string;
}

/** Rows of both flow tables of the catalogue. */
export function catalogueRows({ flows, zoneFlows }: Pick<Catalogue, "flows" | "zoneFlows">): Row[] {
  return [
    ...Object.entries(flows).map(([id, flow]) => ({ id, ...flow, machines: true })),
    ...Object.entries(zoneFlows).map(([id, flow]) => ({ id, ...flow, machines: false })),
  ];
}

export function exceptionRows(site: string, exceptions: Readonly<Record<string, Exception>>): Row[] {
  return Object.entries(exceptions).map(([id, { owner, ...flow }]) => ({
    id: `${site}-${id}`,
    ...flow,
    owner: { de: owner, en: owner },
    machines: false,
    source: `sites/${site}.yaml, exceptions.${id}: asked for by ${owner}`,
    site,
  }));
}

/** Connections to what a site's devices find. */
export function discoveryRows(site: string, services: readonly DiscoveryService[]): Row[] {
  return services.map(({ id, from, to, ports, purpose, owner, source }) => ({
    id: `discovery-${id}`,
    ...{ from, to, ports, purpose, owner, source, site },
    class: "other",
    machines: false,
  }));
}

/** The policies of one instance: each row between the ends that the view holds, merged by pair of ends. */
export function policiesOf(view: View, rows: readonly Row[], ends: Ends): Policy[] {
  return rows.flatMap((row) => {
    const pairs = new Pairs(ends);
    const sources = row.from.flatMap((name) => endsOf(view, name)).filter((end) => near(row, end));
    const bySchool = schoolIndex(sources);
    const targets = row.to.flatMap((name) => namedBy(row, view, name));
    for (const target of targets)
      if (near(row, target))
        for (const source of candidates(target, sources, bySchool))
          if (crosses(source.end, target.end) && filters(source, target)) pairs.add(source.end, target.end);
    return pairs.all().flatMap(([from, to]) => policies(row, from, to));
  });
}

/** Whether a policy means a port. @param port  of `tcp` or `udp`; of no account where the policy names none */
export function covers({ protocol, ports }: Pick<Policy, "protocol" | "ports">, kind: string, port: number): boolean {
  if (protocol === "any") return true;
  if (protocol !== kind) return false;
  return (
    ports === undefined ||
    ports.split(",").some((part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return port >= first && port <= last;
    })
  );
}

function namedBy({ machines, broadcast }: Row, view: View, name: string): readonly End[] {
  if (broadcast) return view.broadcasts.get(name) ?? [];
  return machines ? targetsOf(view, name) : endsOf(view, name);
}

function near(row: Row, { site }: End): boolean {
  return row.site === undefined || site === undefined || row.site === site;
}

/** What belongs to schools is met by the same schools and by what serves all; what serves all is met by everyone. */
function candidates(
  target: End,
  sources: readonly End[],
  bySchool: ReadonlyMap<string, readonly End[]>,
): readonly End[] {
  if (target.schools === undefined) return sources;
  return [...(bySchool.get("") ?? []), ...target.schools.flatMap((school) => bySchool.get(school) ?? [])];
}

/** School → ends that belong to it; under the empty name those that serve all. */
function schoolIndex(ends: readonly End[]): Map<string, End[]> {
  const index = new Map<string, End[]>();
  for (const end of ends) for (const school of end.schools ?? [""]) append(index, school, end);
  return index;
}

/** Whether a packet between two ends passes through the device, from one side to another. */
function crosses(from: PolicyEnd, to: PolicyEnd): boolean {
  if (from.at === "device") return false;
  if (to.at === "device") return true;
  if (from.at === "tunnel" && to.at !== "segment") return false;
  if (from.at === "internet" && to.at !== "segment") return false;
  return !(from.at === "segment" && to.at === "segment" && from.interface === to.interface);
}

/** Whoever needs the filter reaches the Internet on filtered lines only. */
function filters(source: End, target: End): boolean {
  return target.end.at !== "internet" || (source.filter ?? false) === (target.filter ?? false);
}

/** Ends that are equal are one object: thousands of policies name the same few places. */
export type Ends = Map<string, PolicyEnd>;

/** Pairs of ends, with the prefixes of equal ends put together. */
class Pairs {
  readonly #pairs = new Map<string, { from: PolicyEnd; to: PolicyEnd; sources: Set<string>; targets: Set<string> }>();

  constructor(readonly ends: Ends) {}

  add(from: PolicyEnd, to: PolicyEnd): void {
    const key = `${keyOf(from)} ${keyOf(to)}`;
    let known = this.#pairs.get(key);
    if (!known) {
      known = { from, to, sources: new Set(), targets: new Set() };
      this.#pairs.set(key, known);
    }
    for (const prefix of prefixes(from)) known.sources.add(prefix);
    for (const prefix of prefixes(to)) known.targets.add(prefix);
  }

  all(): [PolicyEnd, PolicyEnd][] {
    return [...this.#pairs.values()].map(({ from, to, sources, targets }) => [
      this.#merged(from, sources),
      this.#merged(to, targets),
    ]);
  }

  #merged(end: PolicyEnd, all: ReadonlySet<string>): PolicyEnd {
    if (end.at !== "segment" && end.at !== "tunnel") return end;
    const sorted = [...all].sort();
    const key = `${keyOf(end)} ${sorted.join(" ")}`;
    const known = this.ends.get(key);
    if (known) return known;
    const merged = { ...end, prefixes: sorted };
    this.ends.set(key, merged);
    return merged;
  }
}

function keyOf(end: PolicyEnd): string {
  return end.at === "segment" ? `segment ${end.interface}` : `${end.at} ${end.zone}`;
}

function prefixes(end: PolicyEnd): readonly string[] {
  return end.at === "segment" || end.at === "tunnel" ? end.prefixes : [];
}

function policies(
  { id, broadcast, ports, purpose, owner, source, class: trafficClass, until }: Row,
  from: PolicyEnd,
  to: PolicyEnd,
): Policy[] {
  const about = {
    ...{ id, purpose, owner, source, class: trafficClass },
    ...(until === undefined ? {} : { until }),
    ...{ from, to },
    ...(broadcast ? ({ broadcast } as const) : {}),
  };
  return (["tcp", "udp", "icmp", "any"] as const).flatMap((protocol): Policy[] => {
    if (protocol === "icmp" || protocol === "any") return ports.includes(protocol) ? [{ ...about, protocol }] : [];
    const list = ports.filter((port) => port.startsWith(`${protocol}/`)).map((port) => port.slice(4));
    return list.length > 0 ? [{ ...about, protocol, ports: list.join(",") }] : [];
  });
}
