import type { PortIntent, SwitchIntent } from "../../../model/intent.js";
import type { Adapter, DeviceFiles } from "../adapter.js";
import { Refusal } from "../refusal.js";
import { HEAD, lines, oneLine, requireTokens } from "../text.js";

/**
 * The twin's switch: Open vSwitch 3.1 with the userspace datapath. `ovs-vsctl` has one command a line, in the order in
 * which `ovs-vsctl` takes them, and makes the bridge new; `ovs-ofctl` has its flows, for `ovs-ofctl replace-flows`. What Open vSwitch
 * does not have stands in catalogue/adapters.yaml and is proven on no twin. A declaration that names it is refused; what defaults
 * bring along (ARP inspection, storm control, port security) is left out here, and rule `not-delivered` says so.
 */
export const openvswitch: Adapter = { switch: layer2 };

/** As a device of its own it does what ports are declared to do; in the twin it stands for switches that do more. */
function layer2(intent: SwitchIntent): DeviceFiles {
  const { device, ports } = intent;
  const asks = ports.find(({ authentication }) => authentication);
  if (asks)
    throw new Refusal(device.name, "port-authentication", `${asks.name}: Open vSwitch lets everybody in at a port`);
  const tells = ports.find(({ voiceVlan }) => voiceVlan !== undefined);
  if (tells)
    throw new Refusal(device.name, "lldp-med", `${tells.name}: Open vSwitch does not tell telephones their segment`);
  return ovsFiles(intent);
}

/** @param bridge  another name than a device's own, where several switches share one Open vSwitch */
export function ovsFiles(intent: SwitchIntent, bridge = "br0"): DeviceFiles {
  return new Map([
    ["ovs-vsctl", ovsVsctl(intent, bridge)],
    ["ovs-ofctl", ovsOfctl(intent)],
  ]);
}

/** What only a router, a server or another switch may say: answers of DHCP and DHCPv6, router advertisements. */
const ANSWERS = ["udp,tp_src=67", "udp6,tp_src=547", "icmp6,icmp_type=134"];

/** All goes by VLANs and addresses, but answers only from ports that are believed; these have their place as number. */
function ovsOfctl({ ports }: SwitchIntent): string {
  const trusted = ports.flatMap(({ trusted, mode }, index) => (trusted && mode !== "shut" ? [index + 1] : []));
  return (
    HEAD +
    lines([
      "priority=0,actions=NORMAL",
      ...ANSWERS.map((answer) => `priority=100,${answer},actions=drop`),
      ...trusted.map((number) => `priority=110,in_port=${number},actions=NORMAL`),
    ])
  );
}

function ovsVsctl(intent: SwitchIntent, bridge: string): string {
  const { device, ports } = intent;
  // VLAN names and descriptions are people's words and are printed by `oneLine` only; ports are looked at in `piece`.
  requireTokens(device.name, { ...intent, vlans: [], ports: [] });
  let text = HEAD + lines(settings(intent, bridge));
  let last: PortIntent | undefined;
  let pieces = new Map<string, string>();
  for (const [index, port] of ports.entries()) {
    // A port that is shut is not in the bridge at all.
    if (port.mode === "shut") continue;
    if (last === undefined || !alike(last, port)) pieces = piecesOf(port, bridge);
    last = port;
    const number = index + 1;
    const key = `${number} ${port.name}`;
    const piece = pieces.get(key) ?? commands(device.name, port, number, bridge);
    pieces.set(key, piece);
    text += `${piece}${oneLine(port.description)}"\n`;
  }
  return text;
}

/**
 * What ports of one kind are told, by their numbers and names, up to the description: a Träger has thousands of ports, and all
 * switches of a model have the same few. Grows with the kinds of ports, not with the switches.
 */
const PIECES = new Map<string, Map<string, string>>();

function piecesOf({ mode, vlan, allowed, voiceVlan, profile }: PortIntent, bridge: string): Map<string, string> {
  const key = [bridge, mode, vlan, voiceVlan, profile, ...(allowed ?? [])].join(" ");
  const pieces = PIECES.get(key) ?? new Map<string, string>();
  PIECES.set(key, pieces);
  return pieces;
}

function alike(a: PortIntent, b: PortIntent): boolean {
  if (a.profile !== b.profile || a.vlan !== b.vlan || a.voiceVlan !== b.voiceVlan || a.mode !== b.mode) return false;
  if (a.allowed === b.allowed) return true;
  if (a.allowed?.length !== b.allowed?.length) return false;
  for (let index = 0; index < (a.allowed?.length ?? 0); index++)
    if (a.allowed?.[index] !== b.allowed?.[index]) return false;
  return true;
}

/** RSTP, because a loop made by a pupil is the usual outage; its priority is the intent's (4096 is the root). */
function settings({ device, spanningTreePriority, management }: SwitchIntent, bridge: string): string[] {
  return [
    `--if-exists del-br ${bridge}`,
    `add-br ${bridge} -- set bridge ${bridge} datapath_type=netdev fail_mode=standalone rstp_enable=true`,
    `set bridge ${bridge} other_config:rstp-priority=${spanningTreePriority}`,
    `set bridge ${bridge} other_config:mac-table-size=8192`,
    `set bridge ${bridge} external_ids:device=${device.name}`,
    `set port ${bridge} tag=${management.vlan}`,
  ];
}

/** The four commands of a port; the last one is open for the description. */
function commands(device: string, port: PortIntent, number: number, bridge: string): string {
  requireTokens(device, port);
  const { name, mode, profile } = port;
  // Towards end devices the port forwards at once; a neighbour switch is still found by its BPDUs.
  const edge = mode === "access";
  return [
    `add-port ${bridge} ${name} ${vlans(port)}`,
    `set interface ${name} ofport_request=${number}`,
    `set port ${name} other_config:rstp-enable=true other_config:rstp-port-admin-edge=${edge}`,
    `set port ${name} external_ids:profile=${profile} external_ids:description="`,
  ].join("\n");
}

/** An access port with telephones carries two VLANs, as a trunk does. */
function vlans({ mode, vlan, voiceVlan, allowed = [] }: PortIntent): string {
  if (mode === "access" && voiceVlan === undefined) return `vlan_mode=access tag=${vlan}`;
  const native = vlan === undefined ? "vlan_mode=trunk" : `vlan_mode=native-untagged tag=${vlan}`;
  return `${native} trunks=${mode === "access" ? voiceVlan : allowed.join(",")}`;
}
