import type { InstanceIntent, RoutedSegment, RouterIntent } from "../../../model/intent.js";
import { netmask, parsePrefix } from "../../../model/net.js";
import { relayTargets } from "../relay.js";
import { HEAD, lines } from "../text.js";

/**
 * DHCP, names and router advertisements for the segments of an instance that this device serves (dnsmasq 2.90). It
 * binds to nothing else. Names are asked from the declared name servers only, with a cache for a line that is away.
 */
export function dnsmasq(intent: RouterIntent, instance: InstanceIntent): string {
  const served = instance.segments.filter(
    ({ addresses, gatewayOwner }) => addresses.length > 0 && gatewayOwner === "router",
  );
  const forwarder = served.some(answersNames);
  return (
    HEAD +
    lines(
      "bind-dynamic",
      "except-interface=lo",
      "no-hosts",
      "no-resolv",
      "no-poll",
      served.map(({ interface: name }) => `interface=${name}`),
      forwarder ? names(intent, instance) : "port=0",
      served.some(({ dhcp }) => dhcp.owner === "router") ? leases(instance) : undefined,
      served.some(({ ipv6Mode }) => ipv6Mode !== "off") ? "enable-ra" : undefined,
      served.flatMap(segment),
    )
  );
}

/** Each instance has a file of its own: of two that share one, each would write over the leases of the other. */
function leases({ id }: InstanceIntent): string[] {
  return ["dhcp-authoritative", "dhcp-lease-max=10000", `dhcp-leasefile=/var/lib/misc/dnsmasq-${id}.leases`];
}

/** Whether clients are told to ask this device. */
function answersNames({ dhcp, addresses }: RoutedSegment): boolean {
  const own = new Set(addresses.map(withoutLength));
  return dhcp.owner === "router" && dhcp.nameservers.some((server) => own.has(server));
}

/** Names of private addresses and without a dot stay inside; an answer from outside may not name our addresses. */
function names({ nameservers, directory }: RouterIntent, { id }: InstanceIntent): string[] {
  return [
    "cache-size=10000",
    "domain-needed",
    ...(id === "education" && directory ? directory.servers.map((it) => `server=/${directory.domain}/${it}`) : []),
    ...(id === "education" ? nameservers : []).map((server) => `server=${server}`),
  ];
}

function segment(segment: RoutedSegment): string[] {
  return [...dhcp(segment), ...advertisement(segment)];
}

function dhcp(segment: RoutedSegment): string[] {
  const { interface: name, ipv4, gateway4, addresses, dhcp } = segment;
  const own = addresses.map(withoutLength).find((address) => !address.includes(":"));
  if (dhcp.owner === "router") {
    const servers = dhcp.nameservers.filter((server) => !server.includes(":"));
    return [
      `dhcp-range=set:${name},${dhcp.first},${dhcp.last},${netmask(ipv4)},${dhcp.lease}`,
      `dhcp-option=tag:${name},option:router,${gateway4}`,
      ...(servers.length > 0 ? [`dhcp-option=tag:${name},option:dns-server,${servers.join(",")}`] : []),
      ...(dhcp.timeServers.length > 0
        ? [`dhcp-option=tag:${name},option:ntp-server,${dhcp.timeServers.join(",")}`]
        : []),
    ];
  }
  return own === undefined ? [] : relayTargets(segment).map((server) => `dhcp-relay=${own},${server}`);
}

/**
 * Addresses by SLAAC (RFC 4862); the advertisement names the router and, where DHCP is ours, the name servers (RFC 8106):
 * there is no DHCPv6 to ask.
 */
function advertisement({ interface: name, ipv6, ipv6Mode, dhcp }: RoutedSegment): string[] {
  if (ipv6Mode === "off") return [];
  const { length } = parsePrefix(ipv6);
  const servers = dhcp.owner === "router" ? dhcp.nameservers.filter((server) => server.includes(":")) : [];
  return [
    `dhcp-range=set:${name}-6,${ipv6.replace(/\/.*/, "")},ra-only,${length}`,
    ...(servers.length > 0
      ? [`dhcp-option=tag:${name}-6,option6:dns-server,${servers.map((it) => `[${it}]`).join(",")}`]
      : []),
  ];
}

function withoutLength(address: string): string {
  return address.replace(/\/.*/, "");
}
