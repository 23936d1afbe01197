import type { Catalogue } from "../../catalogue/schema.js";
import { groupBy } from "../../collections.js";
import type { Network, RouterIntent, SwitchIntent, WlanIntent } from "../../intent.js";
import type { Declaration } from "../../load.js";
import type { PlatformSite } from "../../platform.js";
import type { Trace } from "../../trace.js";
import { logServers, type Placed, resolvers as resolverMachines } from "../vms.js";
import { centralSegmentsOf, type NetworkContext } from "./context.js";
import { explainHubs, explainRouter, explainSwitches, explainWlan } from "./explain.js";
import { hubRouter } from "./hub.js";
import { radiusServers } from "./radius.js";
import { siteRouter } from "./site-router.js";
import { siteSwitches } from "./switches.js";
import { siteWlan } from "./wlan.js";

/** Routers and switches of all sites, and the hubs. A site's own devices depend on no other site. */
export function resolveNetwork(
  declaration: Declaration,
  catalogue: Catalogue,
  sites: ReadonlyMap<string, PlatformSite>,
  placed: readonly Placed[],
  trace?: Trace,
): Network {
  const context = networkContext(declaration, catalogue, sites, placed);
  const routers: RouterIntent[] = [];
  const switches: SwitchIntent[] = [];
  const wlan: Record<string, readonly WlanIntent[]> = {};
  for (const site of sites.values()) {
    const router = siteRouter(context, site);
    routers.push(router);
    if (trace) explainRouter(trace, context, site, router);
    const radius = radiusServers(context, site);
    const ssids = siteWlan(declaration, catalogue, site, radius);
    wlan[site.id] = ssids;
    if (trace) explainWlan(trace, declaration, site.id, ssids);
    const own = siteSwitches(context, site, router.administration, ssids, radius);
    switches.push(...own);
    if (trace) explainSwitches(trace, declaration, own);
  }
  const { coupling } = context;
  const allocation = coupling && declaration.allocations.dataCentres.get(coupling.dataCentre);
  if (coupling && allocation)
    routers.push(...[...coupling.hubs.keys()].map((index) => hubRouter(context, coupling, allocation, index, routers)));
  if (trace) explainHubs(trace, routers);
  return { routers: byName(routers), switches: byName(switches), wlan };
}

export function networkContext(
  declaration: Declaration,
  catalogue: Catalogue,
  sites: ReadonlyMap<string, PlatformSite>,
  placed: readonly Placed[],
): NetworkContext {
  const own = placed.filter(({ school }) => school !== undefined);
  const centralMachines = placed.filter(({ school }) => school === undefined);
  const addresses = resolverMachines(catalogue, placed).flatMap(({ nics }) => nics);
  return {
    declaration,
    catalogue,
    sites,
    placed,
    coupling: declaration.traeger.coupling,
    central: centralSegmentsOf(declaration, catalogue, placed),
    centralMachines,
    schoolMachines: groupBy(own, ({ school }) => school as string),
    centres: [...declaration.allocations.dataCentres.values()].flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    ends: new Map(),
    logServers: logServers(catalogue, placed)
      .flatMap(({ nics }) => nics.map(({ ipv4 }) => ipv4))
      .sort(),
    resolvers: [...addresses.map(({ ipv4 }) => ipv4).sort(), ...addresses.map(({ ipv6 }) => ipv6).sort()],
  };
}

function byName<T extends { readonly device: { readonly name: string } }>(devices: readonly T[]): Record<string, T> {
  return Object.fromEntries(devices.map((device) => [device.device.name, device]));
}
