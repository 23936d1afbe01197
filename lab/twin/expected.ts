import type { Catalogue } from "../../model/catalogue/schema.js";
import type { Declaration } from "../../model/load.js";
import { contains, parsePrefix } from "../../model/net.js";
import type { Platform } from "../../model/platform.js";
import type { Host } from "./hosts.js";

/**
 * What the flow tables allow between two hosts, decided anew from the tables and the Platform's places: nothing of
 * render/ and nothing of the model's policies is used, so that a mistake there does not repeat itself here.
 */
export interface Expectation {
  /** Id of the row that allows it, or undefined: everything else is dropped. */
  allowed(from: Host, to: Host, protocol: "tcp" | "udp", port: number): string | undefined;
  /** The same of a packet by UDP to the broadcast address of the segment that the target stands in. */
  wakes(from: Host, to: Host, port: number): string | undefined;
  /** Ports worth asking at this target: the first and last of each row that names it, and some that are popular. */
  ports(to: Host): readonly Port[];
  /** Kinds of the lines of the sender's site by which it must not go, whatever fails: no filter there, or too narrow. */
  closed(from: Host, to: Host, protocol: "tcp" | "udp", port: number): readonly string[];
  /** The same while the primary line of a site is down, and the first fallback line that is there stands in. */
  withoutPrimary(site: string): Expectation;
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
  readonly class: string;
  /** To all hosts of a segment at once: no connection to any of them. */
  readonly broadcast?: boolean;
  readonly site?: string;
}

/** Asked at every target, because a rule that is too wide shows there first. */
const POPULAR = ["tcp/22", "tcp/80", "tcp/443", "tcp/445", "udp/53", "udp/443", "tcp/853"];

/** @param down  site whose primary line is down */
export function expectation(
  platform: Platform,
  catalogue: Catalogue,
  declaration: Declaration,
  down?: string,
): Expectation {
  const rows = allRows(catalogue, declaration);
  const names = remembered(namesOf(platform));
  const schools = remembered(schoolsOf(platform));
  const filters = new Set(
    Object.values(catalogue.segments.roles).flatMap(({ zone, filter }) => (filter ? [zone] : [])),
  );
  const carries = carriedBy(catalogue, declaration);
  const named = remembered((to: Host) => rows.filter((row) => row.to.some((name) => names(to).has(target(row, name)))));
  const ports = remembered((to: Host) => portsIn([...named(to).flatMap((row) => row.ports), ...POPULAR]));
  const lines = (site: string) => declaration.sites.get(site)?.uplinks ?? [];
  /** The line that carries a site's traffic; undefined for a data centre. */
  const used = (site: string | undefined): Line | undefined => {
    const all = lines(site ?? "");
    const primary = all.find(({ role }) => role === "primary") ?? all[0];
    return site === down ? (all.find((line) => line !== primary) ?? primary) : primary;
  };
  const passes = (row: Row, { zone }: Host, to: Host, line: Line | undefined) =>
    !line ||
    (carries(line, row.class) && (to.zone !== "internet" || !filters.has(zone) || hasFilter(line, declaration)));
  const rowsOf = (from: Host, to: Host, protocol: string, port: number, broadcast = false): readonly Row[] => {
    const [fromSite, toSite] = [from, to].map(({ place }) => (platform.sites[place] ? place : undefined));
    if (fromSite && toSite && fromSite !== toSite) return [];
    const [owner, callers] = [schools(to), schools(from)];
    if (owner && callers && !callers.some((school) => owner.includes(school))) return [];
    return named(to).filter(
      (one) =>
        (one.broadcast ?? false) === broadcast &&
        (one.site === undefined || [fromSite, toSite].every((site) => site === undefined || site === one.site)) &&
        one.from.some((name) => names(from).has(name)) &&
        one.ports.some((spec) => covers(spec, protocol, port)),
    );
  };
  const first = (from: Host, to: Host, rows: readonly Row[]): string | undefined => {
    if (from.segment === to.segment && from.place === to.place) return "same segment";
    const site = [from, to].map(({ place }) => place).find((place) => platform.sites[place]);
    const line = from.place === to.place ? undefined : used(site);
    return rows.find((row) => passes(row, from, to, line))?.id;
  };
  return {
    allowed: (from, to, protocol, port) => first(from, to, rowsOf(from, to, protocol, port)),
    wakes(from, to, port) {
      const managed = managingAt(declaration, platform.sites[to.place]);
      const served = schools(from)?.some((school) => managed.includes(school)) ?? managed.length > 0;
      return first(from, to, served ? rowsOf(from, to, "udp", port, true) : []);
    },
    ports,
    closed(from, to, protocol, port) {
      const rows = rowsOf(from, to, protocol, port);
      return lines(from.place).flatMap((line) => (rows.some((row) => passes(row, from, to, line)) ? [] : [line.kind]));
    },
    withoutPrimary: (site) => expectation(platform, catalogue, declaration, site),
  };
}

/** Asked for each of many ports, decided once for each host. */
function remembered<T>(decide: (host: Host) => T): (host: Host) => T {
  const known = new Map<Host, T>();
  return (host) => {
    if (!known.has(host)) known.set(host, decide(host));
    return known.get(host) as T;
  };
}

/** How a host is called that a row's target means: rows of flows.yaml name kinds of machines. */
function target({ kinds }: Row, name: string): string {
  if (!kinds) return name;
  return name === "all" ? "machine" : `machine:${name}`;
}

function allRows({ flows, zoneFlows, discovery }: Catalogue, { sites }: Declaration): Row[] {
  return [
    ...Object.entries(flows).map(([id, row]) => ({ id, ...row, kinds: true })),
    ...Object.entries(zoneFlows).map(([id, row]) => ({ id, ...row, kinds: false })),
    ...[...sites].flatMap(([site, declared]) =>
      Object.entries(declared.discovery).flatMap(([id, { from, to }]) => {
        const row = discovery[id];
        const ends = { from: from ?? row?.from ?? [], to: to ?? row?.to ?? [] };
        return row ? [{ id: `discovery-${id}`, ...row, ...ends, class: "other", kinds: false, site }] : [];
      }),
    ),
    ...[...sites].flatMap(([site, { exceptions }]) =>
      Object.entries(exceptions).map(([id, row]) => ({ id, ...row, kinds: false, site })),
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
    if (host.zone === "dc-management") names.add("management").add("administration");
    return names;
  };
}

/** Schools that a host belongs to; undefined where it serves all. A school's segment in a data centre is the school's. */
function schoolsOf({ machines, sites }: Platform) {
  const owned = Object.values(machines).filter(({ school }) => school !== undefined);
  return ({ machine, place, segment }: Host): readonly string[] | undefined => {
    if (sites[place] && machine === undefined) return sites[place].schools;
    const one = machine === undefined ? owned.find(({ nics }) => nics.some(within(segment))) : machines[machine];
    return one?.school === undefined ? sites[place]?.schools : [one.school];
  };
}

/** Schools of a site whose computers there are managed from a server. */
function managingAt({ schools }: Declaration, site: Platform["sites"][string] | undefined): string[] {
  return (site?.schools ?? []).filter((id) => {
    const school = schools.get(id);
    if (!school?.clientManagement) return false;
    const { sites, devices, atSites } = school;
    const elsewhere = Object.values(atSites).reduce((sum, part) => sum + part.devices.computers, 0);
    const here =
      sites[0] === site?.id ? devices.computers - elsewhere : (atSites[site?.id ?? ""]?.devices.computers ?? 0);
    return here > 0;
  });
}

function within(segment: string | undefined) {
  return ({ ipv4 }: { readonly ipv4: string }) =>
    segment !== undefined && contains(parsePrefix(segment), parsePrefix(`${ipv4}/32`));
}

/** Whether a line carries a class: declared, or by its width beside the primary one. */
function carriedBy({ lines, trafficClasses }: Catalogue, { sites }: Declaration) {
  const primaries = new Map<Line, Line>();
  for (const { uplinks } of sites.values())
    for (const line of uplinks) primaries.set(line, uplinks.find(({ role }) => role === "primary") ?? line);
  return (line: Line, trafficClass: string): boolean => {
    const { role, carries, downMbit, upMbit } = line;
    const primary = primaries.get(line);
    if (role === "primary" || !primary || carries?.classes === "all") return true;
    if (carries) return carries.classes.includes(trafficClass);
    const least = lines.narrowShare.value;
    const narrow = downMbit < least * primary.downMbit || upMbit < least * primary.upMbit;
    return !narrow || (trafficClasses[trafficClass]?.narrow ?? false);
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
