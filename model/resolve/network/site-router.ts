import type { InstanceId, InstanceIntent, RouterIntent, TunnelIntent, TunnelPeer, UplinkIntent } from "../../intent.js";
import { bare, parsePrefix } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { DataCentreAllocation } from "../../schema/allocation.js";
import type { Hub } from "../../schema/coupling.js";
import type { Site } from "../../schema/site.js";
import { fromOutside } from "../segments.js";
import { INSTANCES, type NetworkContext } from "./context.js";
import { chassisOf, identity } from "./devices.js";
import { discoveryOf, reflector } from "./discovery.js";
import { askedServers, ikeSuite, landing, protocolOf, shaped, siteLines, timers } from "./lines.js";
import {
  HUB_ASN,
  hubPool,
  hubPort,
  ikeIdentity,
  ikeSharedKey,
  inner,
  lineTable,
  preference,
  siteAsn,
  sitePort,
  siteTunnel,
  tunnelMtu,
} from "./numbers.js";
import { catalogueRows, discoveryRows, exceptionRows, policiesOf } from "./policies.js";
import { educational, prefixesOf, serversAt, siteRouted } from "./segments.js";
import { siteView } from "./site-view.js";

/** The router of a site: a function of the site, its schools' machines and the central ones, and of no other site. */
export function siteRouter(context: NetworkContext, site: PlatformSite): RouterIntent {
  const declared = context.declaration.sites.get(site.id) as Site;
  const lines = siteLines(context.catalogue, declared);
  const administration = administrators(context, site);
  const servers = serversAt(context, site, "school-server-logon");
  const instances = INSTANCES.map((id) => siteInstance(context, site, id, lines, administration)).filter(
    ({ segments }) => segments.length > 0,
  );
  const coupled = instances.some(({ id, tunnels }) => id === "education" && tunnels.length > 0);
  return {
    device: identity(context.catalogue, site.router, site.id, "router", declared.router),
    role: "site-router",
    site: site.id,
    uplinks: coupled ? lines.map((line) => shaped(context.catalogue, line)) : lines,
    instances,
    administration,
    logDays: context.catalogue.lines.logDays.value,
    ...chassisOf(context, site.router.name, "router", declared.router.model, untagged(context, site)),
    ...askedServers(context, declared.uplinks),
    logServers: coupled ? context.logServers : [],
    ...(servers.length > 0 ? { directory: { domain: context.declaration.traeger.domain, servers } } : {}),
  };
}

/** The port profile `router` says which VLAN the main distributor sends untagged. */
function untagged({ catalogue }: NetworkContext, { segments }: PlatformSite): number | undefined {
  return segments.find(({ role }) => role === catalogue.ports.router?.segment)?.vlan;
}

function siteInstance(
  context: NetworkContext,
  site: PlatformSite,
  id: InstanceId,
  lines: readonly UplinkIntent[],
  administration: readonly string[],
): InstanceIntent {
  const segments = siteRouted(context, site, id);
  const tunnels = segments.length > 0 ? siteTunnels(context, site, id, lines) : [];
  const first = segments.find(({ role }) => role === "management") ?? segments[0];
  const declared = context.declaration.sites.get(site.id) as Site;
  const view = siteView(context, site, { id, segments, tunnels, administration });
  const found = discoveryOf(context.catalogue, declared);
  const discovery = id === "education" ? reflector(found, segments) : undefined;
  const rows = [
    ...catalogueRows(context.catalogue),
    ...discoveryRows(site.id, found),
    ...exceptionRows(site.id, declared.exceptions),
  ];
  const all = policiesOf(view, rows, context.ends);
  return {
    id,
    asn: siteAsn(site.number),
    routerId: first?.gateway4 ?? "0.0.0.0",
    segments,
    tunnels,
    advertise: tunnels.length > 0 ? advertised(context, site, id) : [],
    routes: [],
    ...(id === "verwaltung" ? { closed: educational(context, [site]) } : {}),
    policies: all.filter(({ to }) => to.at !== "device"),
    ...(discovery ? { discovery } : {}),
    services: all.filter(({ to }) => to.at === "device"),
  };
}

/** What a site's instance tells the hubs: its segments, not the site's prefix, in which the Verwaltung lies, too. */
function advertised(context: NetworkContext, site: PlatformSite, id: InstanceId): string[] {
  return siteRouted(context, fromOutside(site), id)
    .filter(({ gatewayOwner }) => gatewayOwner === "router")
    .flatMap(prefixesOf);
}

/** Who may open a shell: management of the data centres; without tunnels the site's own management segment. */
function administrators({ coupling, central }: NetworkContext, site: PlatformSite): string[] {
  const segments = coupling ? central.filter(({ school }) => school === undefined) : site.segments;
  return segments.filter(({ role }) => role === "management").flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
}

/** A tunnel over each line to each hub; lines for whose kind a hub has no address give none. */
function siteTunnels(
  context: NetworkContext,
  site: PlatformSite,
  id: InstanceId,
  lines: readonly UplinkIntent[],
): TunnelIntent[] {
  const { coupling, declaration, catalogue } = context;
  const allocation = coupling && declaration.allocations.dataCentres.get(coupling.dataCentre);
  if (!coupling || !allocation || (id === "verwaltung" && !coupling.verwaltung)) return [];
  const profile = declaration.sites.get(site.id)?.timers ?? coupling.timers;
  return lines.flatMap((line, index) =>
    coupling.hubs.flatMap((hub, hubIndex): TunnelIntent[] => {
      if (line.idle || !landing(hub, line.kind)) return [];
      const ordinal = index + 1;
      const protocol = protocolOf(coupling, id);
      const listenPort = sitePort(id, ordinal, hubIndex);
      return [
        {
          interface: siteTunnel(id, ordinal, hub.id),
          protocol,
          uplink: line.interface,
          listenPort,
          mark: lineTable(ordinal),
          ...inner(transitOf(site), id, ordinal, hubIndex),
          mtu: tunnelMtu(line.mtu, protocol),
          privateKey: `secret://device/${site.router.name}/${id}`,
          ...(protocol === "ikev2"
            ? {
                ike: {
                  interfaceId: listenPort,
                  identity: ikeIdentity(id, ordinal, site.router.name),
                  localAddresses: line.ipv4 ? [bare(line.ipv4.address)] : [],
                  suite: ikeSuite(catalogue),
                },
              }
            : {}),
          timers: timers(catalogue, profile, line.technology),
          peers: [hubPeer(context, hub, hubIndex, allocation, { id, ordinal, lines, router: site.router.name })],
        },
      ];
    }),
  );
}

/** The site's inner addresses come out of its transit segment. */
function transitOf({ segments }: Pick<PlatformSite, "segments">) {
  const transit = segments.find(({ role }) => role === "transit");
  return { ipv4: parsePrefix(transit?.ipv4 ?? "0.0.0.0/28"), ipv6: parsePrefix(transit?.ipv6 ?? "::/64") };
}

function hubPeer(
  context: NetworkContext,
  hub: Hub,
  hubIndex: number,
  allocation: DataCentreAllocation,
  { id, ordinal, lines, router }: { id: InstanceId; ordinal: number; lines: readonly UplinkIntent[]; router: string },
): TunnelPeer {
  const address = bare(landing(hub, lines[ordinal - 1]?.kind ?? "provider")?.ipv4.address ?? "");
  const device = hubName(hub);
  const own = inner(hubPool(allocation), id, ordinal, hubIndex);
  return {
    device,
    publicKey: `key://${device}/${id}`,
    ...(context.coupling && protocolOf(context.coupling, id) === "ikev2"
      ? { ike: { identity: ikeIdentity(id, ordinal, device), sharedKey: ikeSharedKey(router, device, id) } }
      : {}),
    endpoint: { address, port: hubPort(id, ordinal) },
    ...own,
    allowed: behindHub(context, id),
    asn: HUB_ASN,
    preference: preference(
      lines.map(({ role }) => role),
      ordinal,
      hubIndex,
    ),
  };
}

export function behindHub({ coupling, centres }: NetworkContext, id: InstanceId): readonly string[] {
  return id === "education" ? centres : (coupling?.verwaltung?.prefixes ?? []);
}

export const hubName = ({ id, hostname }: Hub) => hostname ?? `hub-${id}`;
