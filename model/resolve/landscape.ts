import type { Catalogue } from "../catalogue/schema.js";
import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type { PlatformSite } from "../platform.js";
import { siteOf } from "./clusters.js";
import type { Endpoint, Landscape } from "./flows.js";
import { centralSegments, fromOutside } from "./segments.js";
import type { Placed } from "./vms.js";

/**
 * Where zones and machines are: seen from a data centre all sites, seen from a site's own node only that site, with the
 * addresses that its segments have inside.
 */
export function landscapeOf(
  declaration: Declaration,
  catalogue: Catalogue,
  sites: ReadonlyMap<string, PlatformSite>,
  placed: readonly Placed[],
): { all: Landscape; at(site: string): Landscape } {
  const endpoints = placed.map(endpoint);
  const { landesnetz } = declaration.traeger;
  const centres = [...declaration.allocations.dataCentres.values()].flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  const managementOfCentres = Object.entries(declaration.traeger.dataCentres).flatMap(([id, centre]) => {
    const allocation = declaration.allocations.dataCentres.get(id);
    const segments = allocation ? centralSegments(catalogue, centre, allocation) : [];
    return segments.filter(({ role }) => role === "management").flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  });
  const zonesOfSites = (ids: Iterable<string>, at?: string) => {
    const zones = new Map<string, string[]>();
    for (const id of ids) {
      const site = sites.get(id);
      if (!site) continue;
      for (const { zone, ipv4, ipv6 } of (id === at ? site : fromOutside(site)).segments) {
        const prefixes = zones.get(zone);
        if (prefixes) prefixes.push(ipv4, ipv6);
        else zones.set(zone, [ipv4, ipv6]);
      }
    }
    return zones;
  };
  const central = placed.filter((vm) => vm.school !== undefined && siteOf(vm.cluster) === undefined);
  const centralOf = groupBy(central, (vm) => vm.school as string);
  const known = new Map<string, Map<string, string[]>>();
  const zonesOf = (school: string, cluster: string) => {
    const key = `${school} ${cluster}`;
    const zones = known.get(key) ?? zonesOfSites(declaration.schools.get(school)?.sites ?? [], siteOf(cluster));
    if (!known.has(key)) add(zones, "servers", centralOf.get(school) ?? []);
    known.set(key, zones);
    return zones;
  };
  const seen = (ids: Iterable<string>, machines: readonly Placed[], at?: string): Landscape => {
    const zones = zonesOfSites(ids, at);
    add(zones, "servers", machines);
    zones.set("data-centre", centres);
    if (landesnetz) zones.set("landesnetz", [...landesnetz.ipv4, ...landesnetz.ipv6]);
    zones.set("management", [...(zones.get("management") ?? []), ...managementOfCentres]);
    return { zones, zonesOf, endpoints };
  };
  return { all: seen(sites.keys(), central), at: (site) => seen([site], [], site) };
}

/** Schools' own server segments in a data centre count as their `servers` zone. */
function add(zones: Map<string, string[]>, zone: string, machines: readonly Placed[]): void {
  const prefixes = machines.flatMap(({ segment }) => [segment.ipv4, segment.ipv6]);
  if (prefixes.length > 0) zones.set(zone, [...new Set([...(zones.get(zone) ?? []), ...prefixes])]);
}

function endpoint({ key, kind, school, cluster, nics }: Placed): Endpoint {
  const [nic] = nics;
  return { key, kind, school, cluster, ipv4: nic?.ipv4 ?? "", ipv6: nic?.ipv6 ?? "" };
}
