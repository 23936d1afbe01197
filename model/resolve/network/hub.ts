import type {
  FirstCalls,
  InstanceId,
  InstanceIntent,
  RoutedSegment,
  RouterIntent,
  TunnelIntent,
  TunnelPeer,
  UplinkIntent,
} from "../../intent.js";
import { bare, host, parsePrefix } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { DataCentreAllocation } from "../../schema/allocation.js";
import type { Coupling, Hub } from "../../schema/coupling.js";
import { fromOutside } from "../segments.js";
import { INSTANCES, type NetworkContext } from "./context.js";
import { chassisOf, identity } from "./devices.js";
import { hubView } from "./hub-view.js";
import { askedServers, hubLines, ikeSuite, protocolOf, timers } from "./lines.js";
import {
  HUB_ASN,
  hubPool,
  hubPort,
  hubTunnel,
  ikeIdentity,
  ikeSharedKey,
  inner,
  lineOrdinal,
  tunnelMtu,
} from "./numbers.js";
import { catalogueRows, exceptionRows, policiesOf } from "./policies.js";
import { educational, hubRouted } from "./segments.js";
import { behindHub, hubName } from "./site-router.js";

/** One hub of the pair: gateway of the data centres, other end of all sites' tunnels. */
export function hubRouter(
  context: NetworkContext,
  coupling: Coupling,
  allocation: DataCentreAllocation,
  index: number,
  routers: readonly RouterIntent[],
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
      hubInstance(context, coupling, allocation, index, id, routers),
    ),
    logDays: context.catalogue.lines.logDays.value,
    administration: central.filter(({ role }) => role === "management").flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    firstContact: firstCalls(routers.filter(({ instances }) => instances.some(({ tunnels }) => tunnels.length > 0))),
    ...chassisOf(context, name, "hub", hub.model),
    ...askedServers(context, hub.lines),
    logServers: context.logServers,
  };
}

/** Nobody outside reaches a router behind a CGNAT: it is commissioned on another line. */
function firstCalls(routers: readonly RouterIntent[]): FirstCalls {
  const fixed = routers.map(({ uplinks }) => uplinks.flatMap(({ ipv4 }) => (ipv4 ? bare(ipv4.address) : [])));
  const handedOut = ({ handover }: UplinkIntent) => handover === "dhcp" || handover === "pppoe";
  return {
    fixed: fixed.flat(),
    others: routers.some(({ uplinks }, index) => fixed[index]?.length === 0 && uplinks.some(handedOut)),
  };
}

function hubInstance(
  context: NetworkContext,
  coupling: Coupling,
  allocation: DataCentreAllocation,
  index: number,
  id: InstanceId,
  routers: readonly RouterIntent[],
): InstanceIntent {
  const segments = hubSegments(context, coupling, id).map((segment) => hubRouted(segment, index));
  const tunnels = hubTunnels(context, coupling, allocation, index, id, routers);
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
  // Packets are handed over where only administered devices stand.
  const shared = segments.find(({ role }) => role === "management") ?? first;
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
      interface: shared.interface,
      address4: host(parsePrefix(shared.ipv4), 3 - index),
      address6: host(parsePrefix(shared.ipv6), 3 - index),
    },
    ...(id === "verwaltung" ? { closed: educational(context, coupled(context).map(fromOutside)) } : {}),
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
  routers: readonly RouterIntent[],
): TunnelIntent[] {
  const hub = coupling.hubs[index] as Hub;
  const sites = new Set(coupled(context).map((site) => site.id));
  const peers = routers.filter(({ site = "" }) => sites.has(site)).flatMap((router) => sitePeers(router, hub, id));
  const ordinals = [...new Set(peers.map(({ ordinal }) => ordinal))].sort();
  const slowest = Math.min(...hub.lines.map(({ mtu }) => mtu));
  const own = timers(context.catalogue, coupling.timers, "fibre");
  const protocol = protocolOf(coupling, id);
  return ordinals.map((ordinal) => {
    const here = peers.filter((peer) => peer.ordinal === ordinal);
    return {
      interface: hubTunnel(id, ordinal),
      protocol,
      listenPort: hubPort(id, ordinal),
      ...inner(hubPool(allocation), id, ordinal, index),
      mtu: Math.min(tunnelMtu(slowest, protocol), ...here.map(({ mtu }) => mtu)),
      privateKey: `secret://device/${hubName(hub)}/${id}`,
      ...(protocol === "ikev2"
        ? {
            ike: {
              interfaceId: hubPort(id, ordinal),
              identity: ikeIdentity(id, ordinal, hubName(hub)),
              localAddresses: hub.lines.map(({ ipv4 }) => bare(ipv4.address)),
              suite: ikeSuite(context.catalogue),
            },
          }
        : {}),
      timers: own,
      peers: here.map(({ peer }) => peer),
    };
  });
}

/** A site's tunnels to a hub, seen from the hub. */
function sitePeers(
  { device, instances }: RouterIntent,
  hub: Hub,
  id: InstanceId,
): { ordinal: number; mtu: number; peer: TunnelPeer }[] {
  const instance = instances.find((one) => one.id === id);
  if (!instance || instance.advertise.length === 0) return [];
  const { advertise, asn } = instance;
  return instance.tunnels
    .filter(({ peers }) => peers[0]?.device === hubName(hub))
    .map(({ inner4, inner6, mark = 0, mtu, timers: own, peers, ike }) => ({
      ordinal: lineOrdinal(mark),
      mtu,
      peer: {
        device: device.name,
        publicKey: `key://${device.name}/${id}`,
        ...(ike ? { ike: { identity: ike.identity, sharedKey: ikeSharedKey(device.name, hubName(hub), id) } } : {}),
        inner4,
        inner6,
        allowed: advertise,
        asn,
        preference: peers[0]?.preference ?? 0,
        timers: own,
      },
    }));
}
