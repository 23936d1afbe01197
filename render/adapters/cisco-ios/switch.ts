import type { SwitchIntent } from "../../../model/intent.js";
import {
  ARCHIVE,
  account,
  BUFFER,
  clock,
  domain,
  hostname,
  keyChain,
  LOGINS,
  logHosts,
  NO_HTTP,
  SSH,
  services,
  shellLists,
  shells,
} from "./device.js";
import { type Dialect, dialectOf } from "./dialect.js";
import { port } from "./port.js";
import { aaa, radius, radiusSource, signOn } from "./port-authentication.js";
import { block, capitals, configuration, vlanList, withMask } from "./words.js";

/** The complete configuration of an access switch, as `show running-config` prints it. */
export function switchConfiguration(intent: SwitchIntent): string {
  const { device, administration, vlans, ports } = intent;
  const dialect = dialectOf(device);
  return configuration([
    services(dialect),
    hostname(device),
    BUFFER,
    account(intent.account),
    ...aaa(intent),
    domain(device, dialect),
    LOGINS,
    ARCHIVE,
    guard(intent),
    RA_POLICY,
    // Else VLANs stand in a file of their own and not in the configuration.
    ["vtp mode transparent"],
    signOn(intent),
    spanningTree(intent),
    RECOVERY,
    guardedVlans(intent),
    ...vlans.map(({ id, name }) => block(`vlan ${id}`, [`name ${name}`])),
    ["no cdp run", "lldp run"],
    ...ports.map((it) => port(it, intent, dialect)),
    ...management(intent, dialect),
    [`ip default-gateway ${intent.management.gateway4}`, ...NO_HTTP],
    [...SSH, ...keyChain(intent.account)],
    radiusSource(intent),
    ...shellLists(administration, dialect),
    [`ipv6 route ::/0 ${capitals(intent.management.gateway6)}`],
    logHosts(intent.logServers),
    ...radius(intent),
    shells(dialect),
    clock(intent.timeServers),
  ]);
}

/**
 * DHCP snooping and ARP inspection. The bindings are kept over a restart, or no device could speak until its lease is
 * renewed; option 82 is off, because the router (giaddr 0) would drop such requests. Source: Catalyst 1000 Security
 * Configuration Guide 15.2(7)E, DHCP snooping (binding database agent, option-82 data insertion).
 */
function guard({ guardedVlans }: SwitchIntent): string[] {
  if (guardedVlans.length === 0) return [];
  const list = vlanList(guardedVlans);
  return [
    `ip arp inspection vlan ${list}`,
    `ip dhcp snooping vlan ${list}`,
    "no ip dhcp snooping information option",
    "ip dhcp snooping database flash:/dhcp-snooping.db",
    "ip dhcp snooping",
  ];
}

/** IPv6 RA guard: in guarded VLANs no port may send router advertisements but those with the policy `believed`. */
const RA_POLICY = [
  ...block("ipv6 nd raguard policy believed", ["trusted-port", "device-role router"]),
  "ipv6 nd raguard policy hosts",
];

function guardedVlans({ guardedVlans }: SwitchIntent): string[] {
  if (guardedVlans.length === 0) return [];
  return block(`vlan configuration ${vlanList(guardedVlans)}`, ["ipv6 nd raguard attach-policy hosts"]);
}

/** IEEE 802.1D-2004 table 17-2: 32768 is the default, which IOS does not print. */
const DEFAULT_PRIORITY = 32_768;

function spanningTree({ vlans, spanningTreePriority }: SwitchIntent): string[] {
  const list = vlanList(vlans.map(({ id }) => id));
  return [
    "spanning-tree mode rapid-pvst",
    ...(spanningTreePriority === DEFAULT_PRIORITY || vlans.length === 0
      ? []
      : [`spanning-tree vlan ${list} priority ${spanningTreePriority}`]),
  ];
}

/** A port that protected itself comes back after 300 s (the default), without a way to the building. */
const RECOVERY = ["bpduguard", "arp-inspection", "loopback"].map((cause) => `errdisable recovery cause ${cause}`);

function management(
  { management: { vlan, address4, address6 } }: SwitchIntent,
  dialect: Dialect,
): (readonly string[])[] {
  return [
    ...dialect.outOfBand,
    ...(vlan === 1 ? [] : [block("interface Vlan1", ["no ip address", "shutdown"])]),
    block(`interface Vlan${vlan}`, [`ip address ${withMask(address4)}`, `ipv6 address ${capitals(address6)}`]),
  ];
}
