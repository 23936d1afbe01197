import type { InstanceIntent, RouterIntent, TimerProfile, TunnelIntent, TunnelPeer } from "../../../model/intent.js";
import { parsePrefix } from "../../../model/net.js";
import { HEAD, lines } from "../text.js";
import { ofFamily } from "./nft-sets.js";

/**
 * BGP with BFD inside the tunnels, as FRR 8.4 prints it (`show running-config`). One IPv4 session for each tunnel and
 * peer carries both families. A peer is believed exactly the prefixes that it advertises (no part of one), and told only
 * what is `advertise`.
 */
export function frr({ device, role }: RouterIntent, instance: InstanceIntent): string {
  const tunnels = instance.tunnels.filter(({ peers }) => peers.length > 0);
  const blocks = [
    ["frr version 8.4.4", "frr defaults traditional", `hostname ${device.name}`, "log syslog informational"],
    ["service integrated-vtysh-config"],
    ...(tunnels.length === 0
      ? []
      : [
          ...[bgp(instance, tunnels), ...prefixLists(instance, tunnels), ...routeMaps(instance, tunnels)],
          ...(role === "site-router" && instance.id === "education" ? sources(instance) : []),
          bfd(tunnels),
        ]),
  ].filter((block) => block.length > 0);
  return `${HEAD}!\n${blocks.map((block) => lines(block)).join("!\n")}!\nend\n`;
}

/** Seconds. BFD finds failures; these only end sessions that hang, and call again soon after a return. */
const KEEPALIVE = 3;
const HOLD = 9;
const CONNECT = 5;

function bgp(instance: InstanceIntent, tunnels: readonly TunnelIntent[]): string[] {
  const { asn, routerId, advertise } = instance;
  const peers = tunnels.flatMap((tunnel) => tunnel.peers.map((peer) => ({ tunnel, peer })));
  peers.sort(
    (a, b) =>
      compare(a.tunnel.interface, b.tunnel.interface) || comparePrefixes(`${a.peer.inner4}/32`, `${b.peer.inner4}/32`),
  );
  return [
    `router bgp ${asn}`,
    ` bgp router-id ${routerId}`,
    " no bgp default ipv4-unicast",
    " bgp graceful-restart-disable",
    " no bgp network import-check",
    ...[...tunnels].sort((a, b) => (a.interface < b.interface ? -1 : 1)).flatMap(peerGroup),
    ...peers.flatMap(({ tunnel, peer }) => neighbour(tunnel, peer)),
    ...partner(instance),
    " !",
    ...([4, 6] as const).flatMap((family, index) => [
      ...(index > 0 ? [" !"] : []),
      ` address-family ipv${family} unicast`,
      ...ofFamily(advertise, family)
        .sort(comparePrefixes)
        .map((prefix) => `  network ${prefix}`),
      ...peers.flatMap(({ tunnel, peer }) => [
        `  neighbor ${peer.inner4} activate`,
        // What was heard before its route map was read, or changed, is judged again here: peers without graceful restart
        // do not answer FRR's route refresh (FRRouting/frr#16126).
        `  neighbor ${peer.inner4} soft-reconfiguration inbound`,
        `  neighbor ${peer.inner4} route-map ${inbound(tunnel, peer)} in`,
        `  neighbor ${peer.inner4} route-map ${outbound(tunnel, peer)} out`,
      ]),
      ...(instance.partner
        ? [
            `  neighbor ${instance.partner.address4} activate`,
            `  neighbor ${instance.partner.address4} next-hop-self`,
            `  neighbor ${instance.partner.address4} route-map ${PARTNER} out`,
          ]
        : []),
      " exit-address-family",
    ]),
    "exit",
  ];
}

/** The other hub tells which sites it reaches, with its preference, so that both hubs send a site's packets one way. */
function partner({ asn, partner, segments }: InstanceIntent): string[] {
  if (!partner) return [];
  const { address4 } = partner;
  const own = ownAddress(segments, partner.interface, 4);
  return [
    ` neighbor ${address4} remote-as ${asn}`,
    ` neighbor ${address4} description ${partner.device}`,
    ` neighbor ${address4} bfd`,
    ...(own ? [` neighbor ${address4} update-source ${own}`] : []),
    ` neighbor ${address4} timers ${KEEPALIVE} ${HOLD}`,
    ` neighbor ${address4} timers connect ${CONNECT}`,
  ];
}

const PARTNER = "partner";

function ownAddress(segments: InstanceIntent["segments"], name: string, family: 4 | 6): string | undefined {
  return ownAddressOf(segments.find((segment) => segment.interface === name)?.addresses ?? [], family);
}

function ownAddressOf(addresses: readonly string[], family: 4 | 6): string | undefined {
  return ofFamily(addresses, family)[0]?.replace(/\/.*/, "");
}

/** The far end is one hop away, but in no common prefix: hence no connected check, so that BFD stays single-hop. */
function peerGroup({ interface: name, timers }: TunnelIntent): string[] {
  return [
    ` neighbor ${name} peer-group`,
    ` neighbor ${name} bfd`,
    ` neighbor ${name} bfd profile ${profileName(timers)}`,
    ` neighbor ${name} disable-connected-check`,
    ` neighbor ${name} advertisement-interval 0`,
    ` neighbor ${name} timers ${KEEPALIVE} ${HOLD}`,
    ` neighbor ${name} timers connect ${CONNECT}`,
  ];
}

function neighbour({ interface: name, inner4, timers }: TunnelIntent, peer: TunnelPeer): string[] {
  return [
    ` neighbor ${peer.inner4} remote-as ${peer.asn}`,
    ` neighbor ${peer.inner4} peer-group ${name}`,
    ` neighbor ${peer.inner4} description ${peer.device}`,
    ...(peer.timers && profileName(peer.timers) !== profileName(timers)
      ? [` neighbor ${peer.inner4} bfd`, ` neighbor ${peer.inner4} bfd profile ${profileName(peer.timers)}`]
      : []),
    // Only sites call, as with the tunnel itself.
    ...(peer.endpoint ? [] : [` neighbor ${peer.inner4} passive`]),
    ` neighbor ${peer.inner4} update-source ${inner4}`,
  ];
}

/** `own<n>`: what is announced. `<device><n>`: what that device may announce: a part of it would win over the whole. */
function prefixLists({ advertise, partner }: InstanceIntent, tunnels: readonly TunnelIntent[]): string[][] {
  const devices = new Map(tunnels.flatMap(({ peers }) => peers.map((peer) => [peer.device, peer.allowed] as const)));
  return ([4, 6] as const).map((family) => {
    const own = ofFamily(advertise, family).sort(comparePrefixes);
    const list = family === 4 ? "ip prefix-list" : "ipv6 prefix-list";
    return [
      ...(partner ? [`${list} any${family} seq 10 permit any`] : []),
      ...numbered(
        `${list} own${family}`,
        own.map((prefix) => `permit ${prefix}`),
      ),
      ...[...devices]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([device, allowed]) =>
          numbered(
            `${list} ${device}-${family}`,
            ofFamily(allowed, family)
              .sort(comparePrefixes)
              .map((prefix) => `permit ${prefix}`),
          ),
        ),
    ];
  });
}

function numbered(list: string, entries: readonly string[]): string[] {
  return entries.map((entry, n) => `${list} seq ${10 * (n + 1)} ${entry}`);
}

/** In: the better tunnel has the higher local preference. Out: MED says the same to the other end. */
function routeMaps({ partner, segments }: InstanceIntent, tunnels: readonly TunnelIntent[]): string[][] {
  const maps = new Map<string, string[][]>();
  const own6 = partner && ownAddress(segments, partner.interface, 6);
  if (partner)
    maps.set(PARTNER, [
      [" match ip address prefix-list any4"],
      [" match ipv6 address prefix-list any6", ...(own6 ? [` set ipv6 next-hop global ${own6}`] : [])],
    ]);
  for (const tunnel of tunnels)
    for (const peer of tunnel.peers) {
      maps.set(
        inbound(tunnel, peer),
        families((family) => [
          ` match ${family === 4 ? "ip" : "ipv6"} address prefix-list ${peer.device}-${family}`,
          ` set local-preference ${500 - 100 * peer.preference}`,
        ]),
      );
      maps.set(
        outbound(tunnel, peer),
        families((family) => [
          ` match ${family === 4 ? "ip" : "ipv6"} address prefix-list own${family}`,
          ...(family === 6 ? [` set ipv6 next-hop global ${tunnel.inner6}`] : []),
          ` set metric ${100 * peer.preference}`,
        ]),
      );
    }
  return [...maps]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, entries]) =>
      entries.map((entry, n) => [`route-map ${name} permit ${10 * (n + 1)}`, ...entry, "exit"]),
    );
}

/**
 * What a site's router asks for itself (names, time) it asks with its address in the segment that gives its id: the inner
 * addresses of tunnels stand in no flow table, so the hub would drop it.
 */
function sources({ segments, routerId }: InstanceIntent): string[][] {
  const own = segments.find(({ addresses }) => ownAddressOf(addresses, 4) === routerId);
  const found = ([4, 6] as const).flatMap((family) => {
    const address = own && ownAddressOf(own.addresses, family);
    return address
      ? [{ name: `source${family}`, address, protocol: family === 4 ? "ip protocol" : "ipv6 protocol" }]
      : [];
  });
  return [
    ...found.map(({ name, address }) => [`route-map ${name} permit 10`, ` set src ${address}`, "exit"]),
    ...found.map(({ name, protocol }) => [`${protocol} bgp route-map ${name}`]),
  ];
}

function families(entry: (family: 4 | 6) => string[]): string[][] {
  return [entry(4), entry(6)];
}

function inbound({ interface: name }: TunnelIntent, { device, preference }: TunnelPeer): string {
  return `in-${name}-${device}-${preference}`;
}

function outbound({ interface: name }: TunnelIntent, { preference }: TunnelPeer): string {
  return `out-${name}-${preference}`;
}

/** FRR does not print what is its default: 300 ms and 3 packets. */
function bfd(tunnels: readonly TunnelIntent[]): string[] {
  const profiles = new Map(
    tunnels
      .flatMap(({ timers, peers }) => [timers, ...peers.flatMap((peer) => peer.timers ?? [])])
      .map((it) => [profileName(it), it]),
  );
  return [
    "bfd",
    ...[...profiles.values()].sort((a, b) => compare(profileName(a), profileName(b))).flatMap(profile),
    "exit",
  ];
}

/** With its figures: lines of one profile differ by their technology. */
const profileName = ({ id, bfdIntervalMs, bfdMultiplier }: TimerProfile) => `${id}-${bfdMultiplier}x${bfdIntervalMs}`;

function profile(timers: TimerProfile): string[] {
  const { bfdIntervalMs, bfdMultiplier } = timers;
  return [
    ` profile ${profileName(timers)}`,
    ...(bfdMultiplier === 3 ? [] : [`  detect-multiplier ${bfdMultiplier}`]),
    ...(bfdIntervalMs === 300 ? [] : [`  transmit-interval ${bfdIntervalMs}`, `  receive-interval ${bfdIntervalMs}`]),
    " exit",
    " !",
  ];
}

function comparePrefixes(a: string, b: string): number {
  const [left, right] = [parsePrefix(a), parsePrefix(b)];
  return left.base === right.base ? left.length - right.length : left.base < right.base ? -1 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
