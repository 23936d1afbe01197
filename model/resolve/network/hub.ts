import type {
  InstanceId,
  InstanceIntent,
  RoutedSegment,
  RouterIntent,
  TunnelIntent,
  TunnelPeer,
} from "../../intent.js";
import { host, parsePrefix } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { DataCentreAllocation } from "../../schema/allocation.js";
import type { Coupling, Hub } from "../../schema/coupling.js";
import type { Site } from "../../schema/site.js";
import { INSTANCES, type NetworkContext } from "./context.js";
import { identity } from "./devices.js";
import { hubView } from "./hub-view.js";
import { hubLines, siteLines, timers } from "./lines.js";
import { HUB_ASN, hubPool, hubPort, hubTunnel, inner, siteAsn, tunnelMtu } from "./numbers.js";
import { catalogueRows, exceptionRows, policiesOf } from "./policies.js";
import { hubRouted } from "./segments.js";
import { advertised, behindHub, hubName, siteTunnels } from "./site-router.js";

/** One hub of the pair: gateway of the data centres, other end of all sites' tunnels. */
export function hubRouter(
  context: NetworkContext,
  coupling: Coupling,
  allocation: DataCentreAllocation,
  index: number,
): RouterIntent {
  const hub = coupling.hubs[index] as Hub;
  const name = hubName(hub);
  const central = context.central.filter(({ school }) => school === undefined);
  return {
    device: identity(
      context.catalogue,
      { name, fqdn: `${name}.${context.declaration.traeger.domain}` },
      coupling.dataCentre,
      "hub",
      hub,
    ),
    role: "hub",
    uplinks: hubLines(hub),
    instances: INSTANCES.filter((id) => id === "education" || coupling.verwaltung).map((id) =>
      hubInstance(context, coupling, allocation, index, id),
    ),
    administration: central.filter(({ role }) => role === "management").flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    nameservers: context.resolvers,
  };
}

function hubInstance(
  context: NetworkContext,
  coupling: Coupling,
  allocation: DataCentreAllocation,
  index: number,
  id: InstanceId,
): InstanceIntent {
  const segments = hubSegments(context, coupling, id).map((segment) => hubRouted(segment, index));
  const tunnels = hubTunnels(context, coupling, allocation, index, id);
  const [first] = segments as [RoutedSegment, ...RoutedSegment[]];
  const view = hubView(context, coupling.hubs[index] as Hub, { id, segments, tunnels });
  const rows = [
    ...catalogueRows(context.catalogue),
    ...coupled(context).flatMap(({ id: site }) =>
      exceptionRows(site, context.declaration.sites.get(site)?.exceptions ?? {}),
    ),
  ];
  const all = policiesOf(view, rows, context.ends);
  const other = coupling.hubs[1 - index] as Hub;
  const exit = coupling.verwaltung;
  return {
    id,
    asn: HUB_ASN,
    routerId: host(parsePrefix(first.ipv4), 2 + index),
    segments,
    tunnels,
    advertise: behindHub(context, id),
    routes:
      id === "verwaltung" && exit
        ? exit.prefixes.map((prefix) => ({
            prefix,
            gateway: prefix.includes(":") ? exit.gateway6 : exit.gateway4,
            interface: first.interface,
          }))
        : [],
    partner: {
      device: hubName(other),
      interface: first.interface,
      address4: host(parsePrefix(first.ipv4), 3 - index),
      address6: host(parsePrefix(first.ipv6), 3 - index),
    },
    policies: all.filter(({ to }) => to.at !== "device"),
    services: all.filter(({ to }) => to.at === "device"),
  };
}

function hubSegments({ central }: NetworkContext, { verwaltung }: Coupling, id: InstanceId) {
  if (id === "education") return central;
  if (!verwaltung) return [];
  const { vlan, ipv4, ipv6 } = verwaltung;
  const [gateway4, gateway6] = [host(parsePrefix(ipv4), 1), host(parsePrefix(ipv6), 1)];
  const zone = "verwaltung-central";
  return [
    {
      role: "verwaltung",
      zone,
      trust: "verwaltung",
      vlan,
      ipv4,
      ipv6,
      gateway4,
      gateway6,
      interface: "seg-verwaltung",
    },
  ];
}

/** Sites that have a tunnel to the hubs: planned ones have none yet. */
export function coupled({ sites }: NetworkContext): PlatformSite[] {
  return [...sites.values()].filter(({ lifecycle }) => lifecycle !== "planned");
}

/** One tunnel interface for each ordinal of the sites' lines, with all sites that have such a line as peers. */
function hubTunnels(
  context: NetworkContext,
  coupling: Coupling,
  allocation: DataCentreAllocation,
  index: number,
  id: InstanceId,
): TunnelIntent[] {
  const hub = coupling.hubs[index] as Hub;
  const peers = coupled(context).flatMap((site) => sitePeers(context, site, hub, id));
  const ordinals = [...new Set(peers.map(({ ordinal }) => ordinal))].sort();
  const slowest = Math.min(...hub.lines.map(({ mtu }) => mtu));
  const own = timers(context.catalogue, coupling.timers, "fibre");
  return ordinals.map((ordinal) => {
    const here = peers.filter((peer) => peer.ordinal === ordinal);
    return {
      interface: hubTunnel(id, ordinal),
      protocol: coupling.protocol,
      listenPort: hubPort(id, ordinal),
      ...inner(hubPool(allocation), id, ordinal, index),
      mtu: Math.min(tunnelMtu(slowest, coupling.protocol), ...here.map(({ mtu }) => mtu)),
      privateKey: `secret://device/${hubName(hub)}/${id}`,
      timers: own,
      peers: here.map(({ peer }) => peer),
    };
  });
}

/** A site's tunnels to a hub, seen from the hub. */
function sitePeers(
  context: NetworkContext,
  site: PlatformSite,
  hub: Hub,
  id: InstanceId,
): { ordinal: number; mtu: number; peer: TunnelPeer }[] {
  const prefixes = advertised(context, site, id);
  if (prefixes.length === 0) return [];
  const lines = siteLines(context.declaration.sites.get(site.id) as Site);
  const device = site.router.name;
  return siteTunnels(context, site, id, lines)
    .filter(({ peers }) => peers[0]?.device === hubName(hub))
    .map(({ inner4, inner6, mark = 0, mtu, timers: own, peers }) => ({
      ordinal: mark - 100,
      mtu,
      peer: {
        device,
        publicKey: `key://${device}/${id}`,
        inner4,
        inner6,
        allowed: [...prefixes, `${inner4}/32`, `${inner6}/128`],
        asn: siteAsn(site.number),
        preference: peers[0]?.preference ?? 0,
        timers: own,
      },
    }));
}
