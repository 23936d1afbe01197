import type { Catalogue } from "../catalogue/schema.js";
import type { FirewallRule, IpSet } from "../platform.js";

/** A machine as the flow table sees it. */
export interface Endpoint {
  readonly key: string;
  readonly kind: string;
  readonly school?: string | undefined;
  readonly cluster: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/** What flows are resolved against: where zones and machines are. */
export interface Landscape {
  /** Zone → prefixes of all sites; `data-centre` and `landesnetz` count as zones. */
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** Zone → prefixes of one school's sites, as a machine on a cluster sees them. */
  zonesOf(school: string, cluster: string): ReadonlyMap<string, readonly string[]>;
  readonly endpoints: readonly Endpoint[];
}

type Flow = Catalogue["flows"][string];

/**
 * Rules of one machine from the flow table: whoever is not named is dropped. A school's own machine is reached
 * from its own sites; a central one from all sites, through the cluster's IP sets, so that a new school changes
 * the cluster's sets and no rule.
 */
export function machineRules(
  catalogue: Catalogue,
  landscape: Landscape,
  target: Endpoint,
  prefix: string,
): FirewallRule[] {
  return Object.entries(catalogue.flows).flatMap(([id, flow]) =>
    flow.to.includes(target.kind) ? rules(id, flow, sources(landscape, flow, target, prefix)) : [],
  );
}

/** Rules that hold for every machine of a cluster; they become its security group. */
export function commonRules(catalogue: Catalogue, prefix: string): FirewallRule[] {
  return Object.entries(catalogue.flows).flatMap(([id, flow]) =>
    flow.to.includes("all")
      ? rules(
          id,
          flow,
          flow.from.map((from) => ({ set: setName(prefix, from) })),
        )
      : [],
  );
}

/** Every source that rules name as a set: zones over all sites and kinds of central machines. */
export function ipSets(catalogue: Catalogue, landscape: Landscape, prefix: string): Record<string, IpSet> {
  const named = new Set(
    Object.values(catalogue.flows).flatMap((flow) => flow.from.filter((from) => from !== "internet")),
  );
  const sets: Record<string, IpSet> = {};
  for (const from of [...named].sort()) {
    sets[setName(prefix, from)] = { comment: from, prefixes: prefixesOf(landscape, from) };
  }
  return sets;
}

/** Zones that are not a site's own; a site's zone that a school lacks is no source, and never that of other schools. */
const BEYOND_SITES = new Set(["data-centre", "landesnetz"]);

type Source = { set: string } | { prefixes: readonly string[] } | "anywhere";

function sources(landscape: Landscape, flow: Flow, target: Endpoint, prefix: string): Source[] {
  if (flow.from.includes("internet")) return ["anywhere"];
  const own = target.school === undefined ? undefined : landscape.zonesOf(target.school, target.cluster);
  const direct: string[] = [];
  const sets: Source[] = [];
  for (const from of flow.from) {
    const zone = own?.get(from);
    if (zone) direct.push(...zone);
    else if (from.startsWith("machine:") && own) direct.push(...ownOrCentral(landscape, from, target));
    else if (!own || BEYOND_SITES.has(from)) sets.push({ set: setName(prefix, from) });
  }
  return direct.length > 0 ? [{ prefixes: [...new Set(direct)].sort() }, ...sets] : sets;
}

/** Machines of a kind: the same school's, and central ones; never another school's. */
function ownOrCentral(landscape: Landscape, from: string, target: Endpoint): string[] {
  return landscape.endpoints
    .filter((e) => from === `machine:${e.kind}` && (e.school === undefined || e.school === target.school))
    .flatMap(({ ipv4, ipv6 }) => [`${ipv4}/32`, `${ipv6}/128`]);
}

function rules(flow: string, { ports, purpose }: Flow, from: readonly Source[]): FirewallRule[] {
  return (["tcp", "udp"] as const).flatMap((protocol) => {
    const list = ports.filter((port) => port.startsWith(`${protocol}/`)).map((port) => port.slice(4).replace("-", ":"));
    if (list.length === 0) return [];
    const rule = { flow, comment: `${flow}: ${purpose.de}`, protocol, ports: list.join(",") };
    return from.flatMap((source): FirewallRule[] => {
      if (source === "anywhere") return [rule];
      if ("set" in source) return [{ ...rule, source: `+${source.set}` }];
      return families(source.prefixes).map((prefixes) => ({ ...rule, source: prefixes.join(",") }));
    });
  });
}

/** Proxmox VE refuses lists that mix IPv4 and IPv6. */
function families(prefixes: readonly string[]): string[][] {
  const four = prefixes.filter((prefix) => !prefix.includes(":"));
  const six = prefixes.filter((prefix) => prefix.includes(":"));
  return [four, six].filter((family) => family.length > 0);
}

function prefixesOf({ endpoints, zones }: Landscape, from: string): string[] {
  const machines = endpoints.filter((e) => from === `machine:${e.kind}` && e.school === undefined);
  const prefixes = from.startsWith("machine:")
    ? machines.flatMap(({ ipv4, ipv6 }) => [`${ipv4}/32`, `${ipv6}/128`])
    : (zones.get(from) ?? []);
  return [...new Set(prefixes)].sort();
}

/** Name of an IP set: Proxmox VE takes letters, digits, `-` and `_`, 2 to 64 characters. */
function setName(prefix: string, from: string): string {
  return from.startsWith("machine:") ? `${prefix}kind-${from.slice("machine:".length)}` : `${prefix}zone-${from}`;
}
