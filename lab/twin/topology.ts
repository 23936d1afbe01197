import { groupBy } from "../../model/collections.js";
import type { InstanceIntent, RoutedSegment, RouterIntent, SwitchIntent, UplinkIntent } from "../../model/intent.js";
import type { Platform, VirtualMachine } from "../../model/platform.js";
import { type Host, machineHost, ownAddresses, segmentHost } from "./hosts.js";
import type { Lease } from "./leases.js";
import type { Cable, PlainNamespace } from "./namespace.js";
import type { Handover, TwinNode } from "./node.js";
import { operators } from "./operators.js";
import { type Plug, type SiteSwitches, type SwitchText, siteSwitches } from "./switches.js";

/** All that a twin consists of, as plain data: what runs is made from it, and nothing else. */
export interface Topology {
  /** Routers. */
  readonly nodes: readonly TwinNode[];
  /** Switches of the sites that have some; a node for each site. */
  readonly switches: readonly SiteSwitches[];
  readonly plain: readonly PlainNamespace[];
  readonly cables: readonly Cable[];
  readonly hosts: readonly Host[];
  /** Addresses that the operator of a line hands over, put onto the node's line from outside. */
  readonly handovers: readonly Handover[];
  /** Lines whose operator has a server of DHCP; the routers' own clients ask it. */
  readonly leases: readonly Lease[];
  /** Node → its file `link-layer`. */
  readonly linkLayer: Readonly<Record<string, string>>;
  /** What the twin does differently from the declaration, and why. */
  readonly notes: readonly string[];
}

/** Name of the namespace of an instance of a node. */
export const instanceNamespace = (node: string, instance: string) =>
  instance === "education" ? node : `${node}-${instance}`;

/**
 * Routers of the chosen sites and the hub pair, what their lines lead to, the sites' switches, and an end host for each
 * segment and each kind of machine.
 */
export function topologyOf(platform: Platform, sites: readonly string[], text: SwitchText): Topology {
  const routers = Object.values(platform.network.routers).filter(
    ({ role, site, device }) => device.adapter === "linux" && (role === "hub" || sites.includes(site ?? "")),
  );
  const outside = operators(routers);
  const places = groupBy(segmentsOf(routers), ({ place }) => place);
  const inside = [...places].map(([place, ends]) => {
    const hosts = hostsAt(platform, place, ends);
    const switches = Object.values(platform.network.switches).filter(({ site }) => site === place);
    return switches.length > 0 ? switched(place, switches, ends, hosts, text) : bridged(place, ends, hosts);
  });
  return {
    nodes: routers.map(({ device, instances }) => ({
      name: device.name,
      instances: Object.fromEntries(
        instances.map(({ id }) => [id === "education" ? "main" : id, instanceNamespace(device.name, id)]),
      ),
    })),
    switches: inside.flatMap(({ switches }) => switches),
    plain: [...outside.plain, ...inside.flatMap(({ plain }) => plain)],
    cables: [...outside.cables, ...inside.flatMap(({ cables }) => cables)],
    hosts: [...outside.hosts, ...inside.flatMap(({ hosts }) => hosts)],
    handovers: outside.handovers,
    leases: outside.leases,
    linkLayer: Object.fromEntries(routers.map((router) => [router.device.name, linkLayer(router)])),
    notes: [
      ...outside.notes,
      "every switch is an Open vSwitch, whatever was declared; a bridge at the end of a trunk stands for 802.1Q in the router, the access point or the node",
      ...inside.flatMap(({ notes }) => notes),
    ],
  };
}

/** A router's interface in a segment. */
interface SegmentEnd {
  readonly place: string;
  readonly router: RouterIntent;
  readonly instance: InstanceIntent;
  readonly segment: RoutedSegment;
}

function segmentsOf(routers: readonly RouterIntent[]): SegmentEnd[] {
  return routers.flatMap((router) =>
    router.instances.flatMap((instance) =>
      instance.segments.map((segment) => ({ place: router.site ?? router.device.place, router, instance, segment })),
    ),
  );
}

/** Hosts of a place: one in each segment, and one for each kind of machine that stands in it. */
function hostsAt(platform: Platform, place: string, ends: readonly SegmentEnd[]): Host[] {
  const segments = new Map(ends.map(({ segment }) => [segment.ipv4, segment]));
  // Where a router sends what it does not know stands a host with just that address.
  const routes = ends.flatMap(({ instance }) => instance.routes);
  const gateways = groupBy(routes, (route) => route.interface);
  const routers = ends.flatMap(({ segment }) => ownAddresses(segment));
  const taken = new Set([
    ...Object.values(platform.machines).flatMap(({ nics }) => nics.map(({ ipv4 }) => ipv4)),
    ...routers,
  ]);
  const machines = new Map<string, VirtualMachine>();
  for (const machine of Object.values(platform.machines)) {
    const key = `${machine.kind} ${machine.school ?? ""}`;
    if (machine.lifecycle !== "planned" && !machines.has(key)) machines.set(key, machine);
  }
  const found = [...segments.values()].flatMap((segment) =>
    [...machines.values()].flatMap((machine) => machineHost(machine, segment, place) ?? []),
  );
  return [
    ...[...segments.values()].map((segment) => segmentHost(segment, place, taken, gateways.get(segment.interface))),
    ...found,
  ];
}

/** A site: everything is plugged into its switches where it was declared. */
function switched(
  site: string,
  switches: readonly SwitchIntent[],
  ends: readonly SegmentEnd[],
  hosts: readonly Host[],
  text: SwitchText,
) {
  const vlans = new Map(ends.map(({ segment }) => [segment.ipv4, segment.vlan]));
  const segments = ends.map(
    ({ router, instance, segment }): Plug => ({
      namespace: instanceNamespace(router.device.name, instance.id),
      device: segment.interface,
      vlan: segment.vlan,
    }),
  );
  const plugs = hosts.map(
    ({ namespace, segment }): Plug => ({ namespace, device: "eth0", vlan: vlans.get(segment ?? "") ?? 0 }),
  );
  const [{ router }] = ends as [SegmentEnd];
  const { switches: made, cables, notes } = siteSwitches({ site, switches, router, segments, hosts: plugs }, text);
  return { plain: hosts.map(plainHost), cables, hosts, switches: [made], notes };
}

/** A place without declared switches, as a data centre: a bridge for each segment, in a namespace of its own. */
function bridged(place: string, ends: readonly SegmentEnd[], hosts: readonly Host[]) {
  const name = `lan-${place}`;
  const bridges = [...new Set(ends.map(({ segment }) => segment.ipv4))];
  const lines = bridges.flatMap((_, index) => [
    `link add bridge${index} type bridge mcast_snooping 0`,
    `link set bridge${index} up`,
  ]);
  let port = 0;
  const plugged = (segment: string, namespace: string, device: string): Cable => {
    const own = `port${port++}`;
    lines.push(`link set ${own} master bridge${bridges.indexOf(segment)} up`);
    return { a: { namespace, device }, b: { namespace: name, device: own } };
  };
  const cables = [
    ...ends.map(({ router, instance, segment }) =>
      plugged(segment.ipv4, instanceNamespace(router.device.name, instance.id), segment.interface),
    ),
    ...hosts.map((host) => plugged(host.segment ?? "", host.namespace, "eth0")),
  ];
  const plain: PlainNamespace[] = [{ name, forwards: false, lines }, ...hosts.map(plainHost)];
  return { plain, cables, hosts, switches: [], notes: [] };
}

function plainHost({ namespace, lines }: Host): PlainNamespace {
  return { name: namespace, forwards: false, lines };
}

/** Whose address the router itself asks for; that of a given link comes from outside. */
const asks = (handover: UplinkIntent["handover"]) => handover === "dhcp" || handover === "cgnat";

/** The one file that differs from the device's own: links are there already, and this kernel has no WireGuard. */
function linkLayer({ uplinks, instances }: RouterIntent): string {
  const lines = instances.flatMap(({ id, segments, tunnels }) => {
    const where = id === "education" ? "" : ` netns ${id}`;
    return [
      ...(id === "education" ? [] : [`netns ${id}`]),
      ...segments.map(({ interface: name }) => `link ${name} given${where}`),
      ...tunnels.map(({ interface: name }) => `tunnel ${name} userspace${where}`),
    ];
  });
  const cables = uplinks.map(
    ({ interface: name, handover }) => `link ${name} ${asks(handover) ? `ether ${name}` : "given"}`,
  );
  return `# Twin: cables are plugged in from outside\n${[...cables, ...lines].join("\n")}\n`;
}
