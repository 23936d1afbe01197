import type { Catalogue } from "../../model/catalogue/schema.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import type { Host } from "./hosts.js";

/**
 * What the flow tables allow between two hosts, decided anew from the tables and the Platform's places: nothing of
 * render/ and nothing of the model's policies is used, so that a mistake there does not repeat itself here.
 */
export interface Expectation {
  /** Id of the row that allows it, or undefined: everything else is dropped. */
  allowed(from: Host, to: Host, protocol: "tcp" | "udp", port: number): string | undefined;
  /** Ports worth asking at this target: the first and last of each row that names it, and some that are popular. */
  ports(to: Host): readonly Port[];
  /** Kinds of a site's lines on which no content filter is in force. */
  unfiltered(site: string): readonly string[];
}

export interface Port {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

interface Row {
  readonly id: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ports: readonly string[];
  /** Rows of flows.yaml name kinds of machines as targets. */
  readonly kinds: boolean;
  readonly site?: string;
}

/** Asked at every target, because a rule that is too wide shows there first. */
const POPULAR = ["tcp/22", "tcp/80", "tcp/443", "tcp/445", "udp/53", "udp/443", "tcp/853"];

export function expectation(platform: Platform, catalogue: Catalogue, declaration: Declaration): Expectation {
  const rows = allRows(catalogue, declaration);
  const names = namesOf(platform);
  const schools = schoolsOf(platform);
  const filtered = filteredSites(catalogue, declaration);
  const lines = (site: string) => declaration.sites.get(site)?.uplinks ?? [];
  return {
    allowed(from, to, protocol, port) {
      if (from.segment === to.segment && from.place === to.place) return "same segment";
      const [sources, targets] = [names(from), names(to)];
      const [fromSite, toSite] = [from, to].map(({ place }) => (platform.sites[place] ? place : undefined));
      if (fromSite && toSite && fromSite !== toSite) return undefined;
      const row = rows.find(
        (one) =>
          (one.site === undefined || [fromSite, toSite].every((site) => site === undefined || site === one.site)) &&
          one.from.some((name) => sources.has(name)) &&
          one.to.some((name) => targets.has(one.kinds ? (name === "all" ? "machine" : `machine:${name}`) : name)) &&
          one.ports.some((spec) => covers(spec, protocol, port)),
      );
      if (!row) return undefined;
      const owner = to.machine === undefined ? undefined : schools(to);
      const callers = schools(from);
      if (owner && callers && !callers.some((school) => owner.includes(school))) return undefined;
      return to.zone !== "internet" || filtered(from) ? row.id : undefined;
    },
    ports(to) {
      const targets = names(to);
      const specs = rows
        .filter((row) => row.to.some((name) => targets.has(row.kinds ? `machine:${name}` : name)))
        .flatMap(({ ports }) => ports);
      return portsIn([...specs, ...POPULAR]);
    },
    unfiltered: (site) => lines(site).flatMap((line) => (hasFilter(line, declaration) ? [] : [line.kind])),
  };
}

function allRows({ flows, zoneFlows }: Catalogue, { sites }: Declaration): Row[] {
  return [
    ...Object.entries(flows).map(([id, { from, to, ports }]) => ({ id, from, to, ports, kinds: true })),
    ...Object.entries(zoneFlows).map(([id, { from, to, ports }]) => ({ id, from, to, ports, kinds: false })),
    ...[...sites].flatMap(([site, { exceptions }]) =>
      Object.entries(exceptions).map(([id, { from, to, ports }]) => ({ id, from, to, ports, kinds: false, site })),
    ),
  ];
}

/** Names by which the tables call a host: its zone, its kind, and where it stands. */
function namesOf({ machines, sites }: Platform) {
  return (host: Host): ReadonlySet<string> => {
    const kind = host.machine === undefined ? undefined : machines[host.machine]?.kind;
    const names = new Set([host.zone]);
    if (kind) names.add("machine").add(`machine:${kind}`);
    const central = host.place !== "outside" && !sites[host.place] && !host.zone.startsWith("verwaltung");
    if (central) names.add("data-centre");
    // What the tables call management is that of the data centres, too.
    if (host.zone === "dc-management") names.add("management");
    return names;
  };
}

/** Schools that a host belongs to; undefined where it serves all. */
function schoolsOf({ machines, sites }: Platform) {
  return ({ machine, place }: Host): readonly string[] | undefined => {
    const school = machine === undefined ? undefined : machines[machine]?.school;
    return school === undefined ? sites[place]?.schools : [school];
  };
}

/** Whether a host's zone may use the Internet on its site's primary line: with the filter that it needs, or without need. */
function filteredSites(catalogue: Catalogue, declaration: Declaration) {
  const zones = new Set(Object.values(catalogue.segments.roles).flatMap(({ zone, filter }) => (filter ? [zone] : [])));
  return ({ place, zone }: Host): boolean => {
    const lines = declaration.sites.get(place)?.uplinks ?? [];
    const line = lines.find(({ role }) => role === "primary") ?? lines[0];
    return !line || !zones.has(zone) || hasFilter(line, declaration);
  };
}

type Line = NonNullable<ReturnType<Declaration["sites"]["get"]>>["uplinks"][number];

function hasFilter({ filter, kind }: Line, { traeger }: Declaration): boolean {
  if (filter) return filter.by !== "none";
  return kind === "landesnetz" || traeger.coupling?.filters[kind] !== undefined;
}

/** `tcp/80`, `udp/16384-32768` or `any`. */
function covers(spec: string, protocol: string, port: number): boolean {
  const [kind, range = ""] = spec.split("/");
  const [first = 0, last = first] = range.split("-").map(Number);
  return kind === "any" || (kind === protocol && port >= first && port <= last);
}

function portsIn(specs: readonly string[]): Port[] {
  const found = new Set(
    specs.flatMap((spec) => {
      const [kind, range = ""] = spec.split("/");
      return kind === "tcp" || kind === "udp" ? range.split("-").map((port) => `${kind}/${port}`) : [];
    }),
  );
  return [...found].sort().map((text) => {
    const [protocol, port] = text.split("/");
    return { protocol: protocol as Port["protocol"], port: Number(port) };
  });
}
