import { groupBy } from "../../model/collections.js";
import type { PortIntent, RouterIntent, SwitchIntent } from "../../model/intent.js";
import type { Cable, End } from "./namespace.js";

/** `ovs-vsctl`: commands, one a line, that make a switch a bridge; `ovs-ofctl`: its flows. The adapter of Open vSwitch. */
export type SwitchText = (intent: SwitchIntent, bridge: string) => ReadonlyMap<string, string>;

/** The switches of a site: one node with an Open vSwitch, in which each switch is a bridge. */
export interface SiteSwitches {
  readonly site: string;
  /** Node, and its namespace. */
  readonly name: string;
  /** For `ovs-vsctl`, in this order. */
  readonly commands: readonly string[];
  /** Bridge → its flows, for `ovs-ofctl`. */
  readonly flows: ReadonlyMap<string, readonly string[]>;
  /** All declared ports, in the order of the fronts. */
  readonly ports: readonly SwitchPort[];
}

export interface SwitchPort {
  /** Device name of the declared switch, and the bridge that it is in the node. */
  readonly switch: string;
  readonly bridge: string;
  /** Name on its front. */
  readonly front: string;
  /** As declared, under the name that it has in the node: Linux takes at most 15 characters and no slash. */
  readonly intent: PortIntent;
  /** Far end of the cable that is plugged in. */
  readonly far?: End;
}

/** An interface that stands in a segment of the site. */
export interface Plug extends End {
  readonly vlan: number;
}

/** What is to be cabled at a site. */
export interface SiteWiring {
  readonly site: string;
  readonly switches: readonly SwitchIntent[];
  readonly router: RouterIntent;
  /** The router's interfaces. */
  readonly segments: readonly Plug[];
  readonly hosts: readonly Plug[];
}

/**
 * Plugs everything in where it was declared. This kernel has no 802.1Q links, so a trunk ends in a bridge that stands
 * for the router's VLAN interfaces, or for the access point or node, and takes the VLANs apart.
 */
export function siteSwitches(wiring: SiteWiring, text: SwitchText) {
  const { site, switches, router } = wiring;
  const name = `lan-${site}`;
  const ports = switches.flatMap(portsOf);
  const links = linksOf(ports);
  const { access, trunks, apart } = placed(wiring, ports, new Set(links.flat()));
  const ends = [...trunks].map(([port, plugs], index) => trunkEnd(index, port, plugs, nativeOf(router, port)));
  const main = Math.max(
    0,
    switches.findIndex(({ role }) => role === "main"),
  );
  const at = (device: string): End => ({ namespace: name, device });
  const cables: Cable[] = [
    ...links.map(([a, b]) => ({ a: at(a.intent.name), b: at(b.intent.name) })),
    ...access.map(([port, plug]) => ({ a: plug, b: at(port.intent.name) })),
    ...ends.flatMap(({ port, trunk, members }) => [
      { a: at(trunk), b: at(port.intent.name) },
      ...members.map(([plug, device]) => ({ a: plug, b: at(device) })),
    ]),
    ...apart.map((plug, index) => ({ a: plug, b: at(apartName(index)) })),
  ];
  const both = cables.flatMap(({ a, b }): [End, End][] => [
    [a, b],
    [b, a],
  ]);
  const plugged = ports.map((port): SwitchPort => {
    const [, far] = both.find(([near]) => near.namespace === name && near.device === port.intent.name) ?? [];
    return far ? { ...port, far } : port;
  });
  const texts = switches.map((intent, index) => text(renamed(intent, index), bridgeName(index)));
  const commands = [
    ...texts.flatMap((files) => lines(files.get("ovs-vsctl"))),
    ...ends.flatMap((end) => end.commands),
    ...apart.map(
      ({ vlan }, index) =>
        `add-port ${bridgeName(main)} ${apartName(index)} tag=${vlan} -- set interface ${apartName(index)} ofport_request=${APART + index}`,
    ),
  ];
  // What has no declared port may be a server, too.
  const believed = apart.map((_, index) => `priority=110,in_port=${APART + index},actions=NORMAL`);
  const flows = new Map(
    texts.map((files, index) => [
      bridgeName(index),
      [...lines(files.get("ovs-ofctl")), ...(index === main ? believed : [])],
    ]),
  );
  const notes =
    apart.length > 0
      ? [`${site}: no free port has their VLAN, so these have one of their own at the main switch: ${list(apart)}`]
      : [];
  return { switches: { site, name, commands, flows, ports: plugged } satisfies SiteSwitches, cables, notes };
}

/** Names of the ports into which something is plugged. */
export function pluggedIn(ports: readonly SwitchPort[]): string[] {
  return ports.flatMap(({ intent, far }) => (far ? intent.name : []));
}

const list = (plugs: readonly Plug[]) => plugs.map(({ namespace }) => namespace).join(", ");

const bridgeName = (index: number) => `s${index + 1}`;
const portName = (index: number, port: number) => `${bridgeName(index)}p${port + 1}`;
const apartName = (index: number) => `x${index + 1}`;
/** First number of these ports, above those of any front. */
const APART = 1000;

function renamed(intent: SwitchIntent, index: number): SwitchIntent {
  return { ...intent, ports: intent.ports.map((port, number) => ({ ...port, name: portName(index, number) })) };
}

function portsOf(intent: SwitchIntent, index: number): SwitchPort[] {
  return renamed(intent, index).ports.map((port, number) => ({
    switch: intent.device.name,
    bridge: bridgeName(index),
    front: intent.ports[number]?.name ?? "",
    intent: port,
  }));
}

/** Trunks between two switches: each port's description names the other one. */
function linksOf(ports: readonly SwitchPort[]): [SwitchPort, SwitchPort][] {
  return ports.flatMap((a, index): [SwitchPort, SwitchPort][] => {
    const b = ports.slice(index + 1).find((one) => leadsTo(a, one.switch) && leadsTo(one, a.switch));
    return b ? [[a, b]] : [];
  });
}

const leadsTo = ({ intent }: SwitchPort, device: string) => intent.mode === "trunk" && intent.description === device;

/** Which port each plug goes to: one port an access plug, one trunk for many; `apart` are those that found none. */
function placed(
  { switches, router, segments, hosts }: SiteWiring,
  ports: readonly SwitchPort[],
  linked: ReadonlySet<SwitchPort>,
) {
  const access = new Map<SwitchPort, Plug>();
  const behind: { port: SwitchPort; plug: Plug }[] = [];
  const apart: Plug[] = [];
  const trunk = ports.find((port) => leadsTo(port, router.device.name));
  for (const plug of segments)
    if (trunk) behind.push({ port: trunk, plug });
    else apart.push(plug);
  // As far from the router as there is a port, so that the trunks between the switches are used.
  const distance = new Map(switches.map(({ device, distance }) => [device.name, distance]));
  const farthest = ports
    .filter((port) => port !== trunk && !linked.has(port))
    .sort((a, b) => (distance.get(b.switch) ?? 0) - (distance.get(a.switch) ?? 0));
  for (const plug of hosts) {
    const port =
      farthest.find((one) => one.intent.mode === "access" && one.intent.vlan === plug.vlan && !access.has(one)) ??
      farthest.find((one) => one.intent.allowed?.includes(plug.vlan));
    if (!port) apart.push(plug);
    else if (port.intent.mode === "access") access.set(port, plug);
    else behind.push({ port, plug });
  }
  const trunks = new Map(
    [...groupBy(behind, ({ port }) => port)].map(([port, all]) => [port, all.map(({ plug }) => plug)] as const),
  );
  return { access: [...access], trunks, apart };
}

/** The VLAN that the far end of a trunk takes untagged: the router says it itself, of others it is not declared. */
function nativeOf({ device, chassis }: RouterIntent, port: SwitchPort): number | undefined {
  return leadsTo(port, device.name) ? chassis?.native : port.intent.vlan;
}

function trunkEnd(index: number, port: SwitchPort, plugs: readonly Plug[], native: number | undefined) {
  const bridge = `e${index + 1}`;
  const trunk = `${bridge}t`;
  const members = plugs.map((plug, number): [Plug, string] => [plug, `${bridge}a${number + 1}`]);
  const mode = native === undefined ? "vlan_mode=trunk" : `vlan_mode=native-untagged tag=${native}`;
  const commands = [
    `add-br ${bridge} -- set bridge ${bridge} datapath_type=netdev fail_mode=standalone`,
    `add-port ${bridge} ${trunk} ${mode}`,
    ...members.map(([{ vlan }, device]) => `add-port ${bridge} ${device} vlan_mode=access tag=${vlan}`),
  ];
  return { port, trunk, members, commands };
}

const lines = (text = "") => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
