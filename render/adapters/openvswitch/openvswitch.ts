import type { PortIntent, SwitchIntent } from "../../../model/intent.js";
import type { Adapter, DeviceFiles } from "../adapter.js";
import { HEAD, lines, oneLine, requireTokens } from "../text.js";

/**
 * The twin's switch: Open vSwitch 3.1 with the userspace datapath. `ovs-vsctl` has one command a line, in the order in
 * which `ovs-vsctl` takes them; the bridge is made new from it. What Open vSwitch cannot do (PoE, DHCP snooping, ARP
 * inspection, RA guard, storm control) stands in catalogue/adapters.yaml and is proven on no twin.
 */
export const openvswitch: Adapter = { switch: layer2 };

const BRIDGE = "br0";

function layer2(intent: SwitchIntent): DeviceFiles {
  // VLAN names and descriptions are people's words and are printed by `oneLine` only.
  requireTokens(intent.device.name, { ...intent, vlans: [] });
  const ports = intent.ports.filter(({ mode }) => mode !== "shut");
  return new Map([["ovs-vsctl", HEAD + lines(bridge(intent), ports.flatMap(port))]]);
}

/** RSTP, because a loop made by a pupil is the usual outage; its priority is the intent's (4096 is the root). */
function bridge({ device, spanningTreePriority, management }: SwitchIntent): string[] {
  return [
    `--if-exists del-br ${BRIDGE}`,
    `add-br ${BRIDGE} -- set bridge ${BRIDGE} datapath_type=netdev fail_mode=standalone rstp_enable=true`,
    `set bridge ${BRIDGE} other_config:rstp-priority=${spanningTreePriority}`,
    `set bridge ${BRIDGE} other_config:mac-table-size=8192`,
    `set bridge ${BRIDGE} external_ids:device=${device.name}`,
    `set port ${BRIDGE} tag=${management.vlan}`,
  ];
}

/** A port that is shut is not in the bridge at all. */
function port({ name, mode, vlan, allowed, description, profile }: PortIntent): string[] {
  const vlans =
    mode === "access"
      ? `vlan_mode=access tag=${vlan}`
      : `vlan_mode=${vlan === undefined ? "trunk" : "native-untagged"}${vlan === undefined ? "" : ` tag=${vlan}`} trunks=${(allowed ?? []).join(",")}`;
  // Towards end devices the port forwards at once; a neighbour switch is still found by its BPDUs.
  const edge = mode === "access";
  return [
    `add-port ${BRIDGE} ${name} ${vlans}`,
    `set port ${name} other_config:rstp-enable=true other_config:rstp-port-admin-edge=${edge}`,
    `set port ${name} external_ids:profile=${profile} external_ids:description="${oneLine(description)}"`,
  ];
}
