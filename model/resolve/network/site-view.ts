import type { InstanceId, RoutedSegment, TunnelIntent } from "../../intent.js";
import { broadcastOf } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { Uplink } from "../../schema/line.js";
import type { Site } from "../../schema/site.js";
import { siteOf } from "../clusters.js";
import { managesComputers } from "../presence.js";
import type { Placed } from "../vms.js";
import type { NetworkContext } from "./context.js";
import { filtered, siteLines } from "./lines.js";
import { prefixesOf } from "./segments.js";
import { type View, ViewBuilder } from "./view.js";

export interface SiteInstance {
  readonly id: InstanceId;
  readonly segments: readonly RoutedSegment[];
  readonly tunnels: readonly TunnelIntent[];
  readonly administration: readonly string[];
}

/** What the router of a site sees: its own segments, its schools' machines, the data centres behind the tunnels. */
export function siteView(context: NetworkContext, site: PlatformSite, instance: SiteInstance): View {
  const view = new ViewBuilder();
  for (const segment of instance.segments) addSegment(context, segment, view);
  if (instance.id === "education") addBroadcasts(context, site, instance, view);
  addDevice(view, instance);
  if (instance.id === "verwaltung") {
    const central = context.coupling?.verwaltung?.prefixes ?? [];
    if (instance.tunnels.length > 0) view.zone("verwaltung-central", tunnelEnd("verwaltung-central", central));
    return view.build();
  }
  for (const { ipv4, ipv6, school } of context.central)
    if (instance.tunnels.length > 0 && school !== undefined && site.schools.includes(school))
      view.zone("servers", { ...tunnelEnd("servers", [ipv4, ipv6]), schools: [school] });
  addInternet(context, site, view);
  addMachines(context, site, instance, view);
  if (instance.tunnels.length > 0) addCentre(context, view);
  return view.build();
}

function addSegment({ catalogue }: NetworkContext, segment: RoutedSegment, view: ViewBuilder): void {
  const { role, zone, interface: name, gatewayOwner, dhcp } = segment;
  if (gatewayOwner !== "router") return;
  const end = { at: "segment", zone, interface: name, prefixes: prefixesOf(segment) } as const;
  view.zone(zone, { end, filter: catalogue.segments.roles[role]?.filter ?? false }).zone("own-segments", { end });
  // Whoever asks for an address has none yet.
  if (dhcp.owner !== "none") view.zone("dhcp-clients", { end: { ...end, prefixes: ["0.0.0.0/32", segment.ipv4] } });
}

function addBroadcasts(context: NetworkContext, site: PlatformSite, { segments }: SiteInstance, view: ViewBuilder) {
  const schools = waking(context, site);
  if (schools.length === 0) return;
  for (const { zone, interface: name, gatewayOwner, ipv4 } of segments)
    if (gatewayOwner === "router")
      view.broadcast(zone, { end: { at: "segment", zone, interface: name, prefixes: broadcasts(ipv4) }, schools });
}

/** Schools that manage computers which they have at the site from a server. */
export function waking({ declaration }: NetworkContext, { id, schools }: PlatformSite): string[] {
  return schools.filter((name) => {
    const school = declaration.schools.get(name);
    return school !== undefined && managesComputers(school, id);
  });
}

export const broadcasts = (ipv4: string) => [`${broadcastOf(ipv4)}/32`];

/** `administration` are the prefixes that may open a shell on the device; the Verwaltung instance offers none. */
function addDevice(view: ViewBuilder, { id, segments, tunnels, administration }: SiteInstance): void {
  view.zone("device", { end: { at: "device", zone: "device" } });
  addTunnels(view, tunnels);
  if (id === "verwaltung") return;
  const local = segments.find(({ role }) => role === "management");
  if (tunnels.length > 0) view.zone("administration", tunnelEnd("dc-management", administration));
  else if (local)
    view.zone("administration", {
      end: { at: "segment", zone: local.zone, interface: local.interface, prefixes: administration },
    });
}

/** Zones with a filter see only the lines on which it is in force; without such a line they are closed. */
function addInternet({ declaration, catalogue }: NetworkContext, site: PlatformSite, view: ViewBuilder): void {
  const declared = declaration.sites.get(site.id) as Site;
  const lines = siteLines(catalogue, declared).flatMap(({ interface: name, idle }, index) => {
    const safe = filtered(declaration.traeger, declared.uplinks[index] as Uplink);
    return idle ? [] : [{ name, safe }];
  });
  view.zone("internet", { end: { at: "internet", zone: "internet", via: lines.map(({ name }) => name) } });
  const safe = lines.filter((line) => line.safe).map(({ name }) => name);
  if (safe.length > 0) view.zone("internet", { end: { at: "internet", zone: "internet", via: safe }, filter: true });
}

function addMachines(context: NetworkContext, site: PlatformSite, instance: SiteInstance, view: ViewBuilder): void {
  const servers = instance.segments.find(({ role }) => role === "servers");
  for (const school of site.schools)
    for (const vm of context.schoolMachines.get(school) ?? []) {
      const about = { schools: [school] };
      if (siteOf(vm.cluster) === site.id) {
        if (servers)
          view.machine(vm.kind, {
            ...about,
            end: {
              at: "segment",
              zone: servers.zone,
              interface: servers.interface,
              prefixes: addresses(vm, servers.ipv6Mode),
            },
          });
      } else if (siteOf(vm.cluster) === undefined && instance.tunnels.length > 0)
        view.machine(vm.kind, { ...about, ...tunnelEnd("servers", addresses(vm)) });
    }
}

function addCentre({ central, centralMachines }: NetworkContext, view: ViewBuilder): void {
  for (const { role, zone, ipv4, ipv6, school } of central)
    if (school === undefined) {
      view.zone(zone, tunnelEnd(zone, [ipv4, ipv6])).zone("data-centre", tunnelEnd(zone, [ipv4, ipv6]));
      if (role === "management") view.zone("management", tunnelEnd(zone, [ipv4, ipv6]));
    }
  for (const vm of centralMachines) view.machine(vm.kind, tunnelEnd(vm.segment.zone, addresses(vm)));
}

/** The far ends of the tunnels, which routing and the loss probe speak to. */
export function addTunnels(view: ViewBuilder, tunnels: readonly TunnelIntent[]): void {
  const peers = tunnels.flatMap((tunnel) =>
    tunnel.peers.flatMap(({ inner4, inner6 }) => [`${inner4}/32`, `${inner6}/128`]),
  );
  if (peers.length > 0) view.zone("tunnels", tunnelEnd("tunnels", peers));
}

export function tunnelEnd(zone: string, prefixes: readonly string[]) {
  return { end: { at: "tunnel", zone, prefixes } as const };
}

/** A machine as prefixes of one address each. */
export function addresses({ nics }: Placed, ipv6Mode = "ula"): string[] {
  return nics.flatMap(({ ipv4, ipv6 }) => [`${ipv4}/32`, ...(ipv6Mode === "off" ? [] : [`${ipv6}/128`])]);
}
