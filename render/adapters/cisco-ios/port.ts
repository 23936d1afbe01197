import type { PortIntent, SwitchIntent } from "../../../model/intent.js";
import { Refusal } from "../refusal.js";
import type { Dialect } from "./dialect.js";
import { portSignOn } from "./port-authentication.js";
import { block, description, vlanList } from "./words.js";

/** One port of the front. */
export function port(intent: PortIntent, device: SwitchIntent, dialect: Dialect): string[] {
  const { name, mode } = intent;
  if (mode === "shut")
    return block(`interface ${name}`, [
      ...description(intent.description),
      "switchport mode access",
      "switchport nonegotiate",
      ...power(intent),
      "shutdown",
    ]);
  return block(`interface ${name}`, [
    ...description(intent.description),
    ...(mode === "access" ? access(intent) : trunk(intent, device)),
    "switchport nonegotiate",
    ...voice(intent),
    ...addresses(intent),
    ...inspection(intent, device),
    ...portSignOn(intent, device),
    ...storms(intent),
    ...power(intent),
    ...spanningTree(intent, device, dialect),
    ...(intent.trusted ? ["ip dhcp snooping trust", "ipv6 nd raguard attach-policy believed"] : []),
  ]);
}

function access({ vlan }: PortIntent): string[] {
  return [...(vlan === undefined || vlan === 1 ? [] : [`switchport access vlan ${vlan}`]), "switchport mode access"];
}

/** Telephones hear it by LLDP-MED (`lldp run`). Catalyst 1000 VLAN Configuration Guide, Voice VLANs. */
function voice({ voiceVlan }: PortIntent): string[] {
  return voiceVlan === undefined ? [] : [`switchport voice vlan ${voiceVlan}`];
}

/** The VLAN that goes without a tag; VLAN 1 does by itself, and is not shown. */
export function nativeVlan(vlan: number | undefined): string[] {
  return vlan === undefined || vlan === 1 ? [] : [`switchport trunk native vlan ${vlan}`];
}

/** A trunk without a list would carry every VLAN. */
function trunk({ name, vlan, allowed = [] }: PortIntent, { device }: SwitchIntent): string[] {
  if (allowed.length === 0) throw new Refusal(device.name, "trunk", `${name}: a trunk needs its list of VLANs`);
  return [...nativeVlan(vlan), `switchport trunk allowed vlan ${vlanList(allowed)}`, "switchport mode trunk"];
}

/**
 * A further address is dropped and logged; the others go on. To shut the port (the default) would take a classroom's
 * telephone away for a guest's laptop. Catalyst 1000 Security Configuration Guide 15.2(7)E, Port security, violations.
 */
function addresses({ mode, maximumAddresses }: PortIntent): string[] {
  if (mode !== "access" || maximumAddresses === undefined) return [];
  return [
    ...(maximumAddresses === 1 ? [] : [`switchport port-security maximum ${maximumAddresses}`]),
    "switchport port-security violation restrict",
    "switchport port-security",
  ];
}

/**
 * An untrusted port is shut at 15 ARP packets a second unless told otherwise. That fits one desk; behind an access
 * point are dozens of devices, and the storm limit holds there. Same guide, Dynamic ARP inspection, rate limiting:
 * "configure trunk ports with higher rates to reflect their aggregation".
 */
function inspection({ trusted, mode }: PortIntent, { guardedVlans }: SwitchIntent): string[] {
  if (trusted) return ["ip arp inspection trust"];
  return mode === "trunk" && guardedVlans.length > 0 ? ["ip arp inspection limit none"] : [];
}

/** Both families count all unicast, known or not, so that a limit would throttle every transfer: it is not set. */
function storms({ stormPercent }: PortIntent): string[] {
  if (stormPercent === undefined) return [];
  return ["broadcast", "multicast"].map((kind) => `storm-control ${kind} level ${stormPercent.toFixed(2)}`);
}

/** `auto` is the default, which IOS does not print. */
function power({ poe, uplink }: PortIntent): string[] {
  return poe || uplink ? [] : ["power inline never"];
}

/**
 * Ports towards end devices and access points forward at once, and a BPDU there is a loop. Below the root no switch may
 * become root (root guard); other trunks take part in spanning tree as they are.
 */
function spanningTree({ mode, trusted }: PortIntent, { spanningTreePriority }: SwitchIntent, { portfast }: Dialect) {
  if (mode === "trunk" && trusted) return spanningTreePriority < ROOT_BELOW ? ["spanning-tree guard root"] : [];
  return [mode === "trunk" ? `${portfast} trunk` : portfast, ...(trusted ? [] : ["spanning-tree bpduguard enable"])];
}

/** A switch is the root that the intent wants when its priority is better than the default. */
const ROOT_BELOW = 32_768;
