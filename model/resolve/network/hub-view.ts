import type { InstanceId, RoutedSegment, TunnelIntent } from "../../intent.js";
import type { PlatformSite } from "../../platform.js";
import type { Hub } from "../../schema/coupling.js";
import { siteOf } from "../clusters.js";
import { fromOutside } from "../segments.js";
import type { Placed } from "../vms.js";
import { instanceOf, type NetworkContext } from "./context.js";
import { protocolOf } from "./lines.js";
import { prefixesOf, siteRouted } from "./segments.js";
import { addresses, addTunnels, broadcasts, tunnelEnd, waking } from "./site-view.js";
import { type View, ViewBuilder } from "./view.js";

export interface HubInstance {
  readonly id: InstanceId;
  readonly segments: readonly RoutedSegment[];
  readonly tunnels: readonly TunnelIntent[];
}

/** What a hub sees: the data centres' segments and machines on its own side, all sites behind the tunnels. */
export function hubView(context: NetworkContext, hub: Hub, instance: HubInstance): View {
  const view = new ViewBuilder();
  view.zone("device", { end: { at: "device", zone: "device" } });
  addTunnels(view, instance.tunnels);
  addCallers(context, hub, instance, view);
  for (const site of context.sites.values()) if (site.lifecycle !== "planned") addSite(context, site, instance, view);
  if (instance.id === "verwaltung") {
    const [exit] = instance.segments;
    const prefixes = context.coupling?.verwaltung?.prefixes ?? [];
    if (exit)
      view.zone("verwaltung-central", { end: { at: "segment", zone: exit.zone, interface: exit.interface, prefixes } });
    return view.build();
  }
  addCentre(context, instance, view);
  const open = hub.lines.flatMap(({ kind }, index) => (kind === "landesnetz" ? [] : [`wan-${index + 1}`]));
  if (open.length > 0) view.zone("internet", { end: { at: "internet", zone: "internet", via: open } });
  return view.build();
}

const CALLERS = { wireguard: "callers", ikev2: "ikev2-callers" } as const;

/** Sites call from addresses that nobody knows beforehand. The sockets of both instances' tunnels are in the first one. */
function addCallers({ coupling }: NetworkContext, { lines }: Hub, { id }: HubInstance, view: ViewBuilder): void {
  if (id !== "education" || !coupling) return;
  const via = lines.map((_, index) => `wan-${index + 1}`);
  const instances: readonly InstanceId[] = coupling.verwaltung ? ["education", "verwaltung"] : ["education"];
  for (const protocol of new Set(instances.map((instance) => protocolOf(coupling, instance))))
    view.zone(CALLERS[protocol], { end: { at: "internet", zone: "internet", via } });
}

function addSite(context: NetworkContext, site: PlatformSite, { id }: HubInstance, view: ViewBuilder): void {
  const about = { site: site.id, schools: site.schools };
  const routed = siteRouted(context, fromOutside(site), id).filter(({ gatewayOwner }) => gatewayOwner === "router");
  for (const segment of routed)
    if (instanceOf(segment) === id)
      view.zone(segment.zone, { ...about, ...tunnelEnd(segment.zone, prefixesOf(segment)) });
  if (id === "verwaltung") return;
  const schools = waking(context, site);
  for (const { zone, ipv4 } of schools.length > 0 ? routed : [])
    view.broadcast(zone, { site: site.id, schools, ...tunnelEnd(zone, broadcasts(ipv4)) });
  const ipv6 = context.declaration.sites.get(site.id)?.segments.servers?.ipv6Mode;
  for (const school of site.schools)
    for (const vm of context.schoolMachines.get(school) ?? [])
      if (siteOf(vm.cluster) === site.id)
        view.machine(vm.kind, { site: site.id, schools: [school], ...tunnelEnd("servers", addresses(vm, ipv6)) });
}

function addCentre(context: NetworkContext, { segments }: HubInstance, view: ViewBuilder): void {
  const schoolOf = new Map(context.central.map(({ interface: name, school }) => [name, school]));
  for (const segment of segments) {
    const { role, zone, interface: name } = segment;
    const school = schoolOf.get(name);
    const end = { at: "segment", zone, interface: name, prefixes: prefixesOf(segment) } as const;
    const about = school === undefined ? { end } : { end, schools: [school] };
    view.zone(zone, about).zone("own-segments", { end });
    if (school === undefined) view.zone("data-centre", { end });
    if (role === "management") view.zone("management", about).zone("administration", about);
  }
  const byVlan = new Map(segments.map((segment) => [segment.ipv4, segment]));
  const machine = (vm: Placed, schools?: readonly string[]) => {
    const segment = byVlan.get(vm.segment.ipv4);
    if (!segment) return;
    const end = { at: "segment", zone: segment.zone, interface: segment.interface, prefixes: addresses(vm) } as const;
    view.machine(vm.kind, schools === undefined ? { end } : { end, schools });
  };
  for (const vm of context.centralMachines) machine(vm);
  for (const [school, machines] of context.schoolMachines)
    for (const vm of machines) if (siteOf(vm.cluster) === undefined) machine(vm, [school]);
}
