import type { Chassis, InstanceIntent, RoutedSegment } from "../../../model/intent.js";
import { host, netmask, parsePrefix, sizeOf } from "../../../model/net.js";
import { relayTargets } from "../relay.js";
import { block, capitals, isIpv6, withMask } from "./words.js";

/** Interface of a segment, with its VLAN on the port to the main distributor. */
export function segmentInterface(
  segment: RoutedSegment,
  { id }: InstanceIntent,
  { lan, native }: Pick<Chassis, "lan" | "native">,
  translated: boolean,
): string[] {
  const { role, vlan, addresses, ipv6Mode, gatewayOwner, interface: zone } = segment;
  const four = addresses.find((address) => !isIpv6(address));
  const six = ipv6Mode === "off" ? [] : addresses.filter(isIpv6);
  return block(`interface ${lan}.${vlan}`, [
    `description ${role}`,
    `encapsulation dot1Q ${vlan}${vlan === native ? " native" : ""}`,
    ...(id === "verwaltung" ? [`vrf forwarding ${id}`] : []),
    four === undefined ? "no ip address" : `ip address ${withMask(four)}`,
    ...relayTargets(segment).map((server) => `ip helper-address ${server}`),
    ...(translated ? ["ip nat inside"] : []),
    `zone-member security ${zone}`,
    ...six.map((address) => `ipv6 address ${capitals(address)}`),
    ...advertisement(segment, six.length > 0 && gatewayOwner === "router"),
  ]);
}

/** With an address a Cisco router advertises itself, unless it is told not to. */
function advertisement({ dhcp, ipv6Mode, addresses }: RoutedSegment, gateway: boolean): string[] {
  if (ipv6Mode === "off" || !addresses.some(isIpv6)) return [];
  if (!gateway) return ["ipv6 nd ra suppress all"];
  const servers = dhcp.owner === "router" ? dhcp.nameservers.filter(isIpv6) : [];
  return servers.map((server) => `ipv6 nd ra dns server ${capitals(server)}`);
}

/** Addresses outside the range are kept free, the range is given out. */
export function dhcpPool({ interface: name, ipv4, gateway4, dhcp }: RoutedSegment, { id }: InstanceIntent) {
  if (dhcp.owner !== "router") return { excluded: [], pool: [] };
  const prefix = parsePrefix(ipv4);
  const vrf = id === "verwaltung" ? `vrf ${id} ` : "";
  const at = (address: string) => Number(parsePrefix(`${address}/32`).base - prefix.base);
  const end = Number(sizeOf(prefix));
  const excluded = [
    [1, at(dhcp.first) - 1],
    [at(dhcp.last) + 1, end - 2],
  ].flatMap(([from = 0, to = 0]) =>
    from > to
      ? []
      : [`ip dhcp excluded-address ${vrf}${host(prefix, from)}${from === to ? "" : ` ${host(prefix, to)}`}`],
  );
  const servers = dhcp.nameservers.filter((server) => !isIpv6(server));
  const pool = block(`ip dhcp pool ${name}`, [
    ...(vrf === "" ? [] : [vrf.trim()]),
    `network ${host(prefix, 0)} ${netmask(ipv4)}`,
    `default-router ${gateway4}`,
    ...(servers.length > 0 ? [`dns-server ${servers.join(" ")}`] : []),
    ...(dhcp.timeServers.length > 0 ? [`option 42 ip ${dhcp.timeServers.join(" ")}`] : []),
    ...lease(dhcp.lease),
  ]);
  return { excluded, pool };
}

/** Days, hours, minutes; one day is the default, which IOS does not print. */
function lease(seconds: number): string[] {
  const minutes = seconds / 60;
  if (minutes === 1440) return [];
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return [`lease ${parts.join(" ")}`];
}
