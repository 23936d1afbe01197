import type { FirstCalls, InstanceIntent, RouterIntent, TunnelIntent, UplinkIntent } from "../../../model/intent.js";
import { listeningPorts, outerPorts } from "../../tunnel-ports.js";
import { relayTargets } from "../relay.js";
import { discoveryRules } from "./avahi.js";
import { isInside } from "./nft-inside.js";
import { addressMatch, anonymous, interfaceSet, mergePrefixes } from "./nft-sets.js";
import { SYSLOG } from "./rsyslog.js";

/**
 * What the device says and hears in its own name: tunnels, BGP and BFD inside these, DHCP, neighbour discovery, VRRP,
 * names, time and messages, updates, administration. Pairs of rules: `input` for what comes, `output` for what is begun here.
 */
export interface DeviceRules {
  readonly input: readonly string[];
  readonly output: readonly string[];
}

export const BGP = 179;
/** RFC 5881 section 4: single-hop control packets; section 5: their hop limit is 255. */
export const BFD = 3784;
/** RFC 5883 section 5; FRR speaks it inside an AS. */
const BFD_MULTIHOP = 4784;

export function deviceRules(intent: RouterIntent, instance: InstanceIntent): DeviceRules {
  const parts = [
    neighbours(intent, instance),
    ...(instance.id === "education"
      ? [outerTunnels(intent), lines(intent.uplinks), packages(intent.uplinks), administration(intent, instance)]
      : []),
    routing(instance.tunnels),
    addresses(instance),
    gateways(instance),
    partnership(instance),
    discoveryRules(instance.discovery),
    asked(
      intent,
      instance,
      [...intent.nameservers, ...(intent.directory?.servers ?? [])],
      "meta l4proto { tcp, udp } th dport 53",
    ),
    asked(intent, instance, intent.timeServers, "udp dport 123"),
    asked(intent, instance, intent.logServers, `tcp dport ${SYSLOG}`),
  ];
  return { input: parts.flatMap(({ input }) => input), output: parts.flatMap(({ output }) => output) };
}

/** IPv6 does not work without these (RFC 4890 section 4.4.1); the hop limit proves that no router forwarded them. */
function neighbours({ uplinks }: RouterIntent, { id, segments }: InstanceIntent): DeviceRules {
  const inside = segments.filter(({ ipv6Mode }) => ipv6Mode !== "off").map(({ interface: name }) => name);
  const outside = id === "education" ? uplinks.filter(({ ipv6 }) => ipv6).map(({ interface: name }) => name) : [];
  const rules = (direction: string, types: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${direction} ${interfaceSet(names)} icmpv6 type ${types} ip6 hoplimit 255 accept`];
  return {
    input: [
      ...rules("iifname", "{ nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert }", inside),
      ...rules("iifname", "{ nd-neighbor-solicit, nd-neighbor-advert }", outside),
    ],
    output: [
      ...rules("oifname", "{ nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert }", inside),
      ...rules("oifname", "{ nd-neighbor-solicit, nd-neighbor-advert }", outside),
      "icmpv6 type mld2-listener-report ip6 hoplimit 1 accept",
    ],
  };
}

/** The sockets of all instances' tunnels are here. Sites call and know whom; a hub is called from anywhere. */
function outerTunnels({ role, instances, uplinks }: RouterIntent): DeviceRules {
  const tunnels = instances.flatMap((instance) => instance.tunnels);
  if (role === "hub") {
    const lines = uplinks.map(({ interface: name }) => name);
    if (lines.length === 0 || tunnels.length === 0) return { input: [], output: [] };
    const ports = anonymous(ascending(tunnels.flatMap(listeningPorts)));
    return {
      input: [`iifname ${interfaceSet(lines)} udp dport ${ports} accept`],
      output: [`oifname ${interfaceSet(lines)} udp sport ${ports} accept`],
    };
  }
  const calls = tunnels.flatMap((tunnel) =>
    tunnel.peers.flatMap(({ endpoint }) => (endpoint ? [{ tunnel, endpoint }] : [])),
  );
  const rules = (rule: (call: (typeof calls)[number], own: number, far: number) => string[]) => [
    ...new Set(
      calls.flatMap((call) => outerPorts(call.tunnel, call.endpoint).flatMap(({ own, far }) => rule(call, own, far))),
    ),
  ];
  return {
    input: rules(({ tunnel, endpoint }, own, far) =>
      called("iifname", "saddr", tunnel, endpoint.address, `udp sport ${far} udp dport ${own}`),
    ),
    output: rules(({ tunnel, endpoint }, own, far) =>
      called("oifname", "daddr", tunnel, endpoint.address, `udp sport ${own} udp dport ${far}`),
    ),
  };
}

function called(direction: string, side: string, { uplink }: TunnelIntent, address: string, ports: string): string[] {
  if (uplink === undefined) return [];
  return [`${direction} "${uplink}" ${address.includes(":") ? "ip6" : "ip"} ${side} ${address} ${ports} accept`];
}

/** Lines whose address comes from the operator. */
function lines(uplinks: readonly UplinkIntent[]): DeviceRules {
  const dynamic = uplinks.filter(({ handover }) => handover === "dhcp" || handover === "cgnat");
  if (dynamic.length === 0) return { input: [], output: [] };
  const names = interfaceSet(dynamic.map(({ interface: name }) => name));
  return {
    input: [`iifname ${names} udp sport 67 udp dport 68 accept`],
    output: [`oifname ${names} udp sport 68 udp dport 67 accept`],
  };
}

/** User `_apt` of Debian 12 (base-passwd), as which apt fetches. */
const APT = 42;

/** Debian's updates, by the lines: nobody but apt fetches anything. */
function packages(uplinks: readonly UplinkIntent[]): DeviceRules {
  if (uplinks.length === 0) return { input: [], output: [] };
  const names = interfaceSet(uplinks.map(({ interface: name }) => name));
  return { input: [], output: [`oifname ${names} meta skuid ${APT} tcp dport { 80, 443 } accept`] };
}

/** SSH; a hub is also the way to a site's router that has no tunnel yet (render/first-contact.ts). */
function administration(
  { administration, firstContact, uplinks }: RouterIntent,
  { segments, tunnels }: InstanceIntent,
): DeviceRules {
  const inside = interfaceSet([...segments, ...tunnels].map(({ interface: name }) => name));
  return {
    input: ([4, 6] as const).flatMap((family) => {
      const from = addressMatch("saddr", administration, family);
      return from === undefined ? [] : [`iifname ${inside} ${from} tcp dport 22 accept comment "administration"`];
    }),
    output: firstContact && uplinks.length > 0 ? calls(firstContact, uplinks) : [],
  };
}

/** Set of addresses that operators handed out: an engineer fills it, for an hour (scripts/bootstrap.ts). */
export const FIRST_CONTACT = "first-contact";

function calls({ fixed, others }: FirstCalls, uplinks: readonly UplinkIntent[]): string[] {
  const lines = `oifname ${interfaceSet(uplinks.map(({ interface: name }) => name))}`;
  return [...(fixed.length > 0 ? [anonymous(mergePrefixes(fixed))] : []), ...(others ? [`@${FIRST_CONTACT}`] : [])].map(
    (to) => `${lines} ip daddr ${to} tcp dport 22 accept comment "first-contact"`,
  );
}

/** BGP, BFD and the probe, only between the ends of a tunnel. */
function routing(tunnels: readonly TunnelIntent[]): DeviceRules {
  const rules = (direction: string, side: string) =>
    tunnels.flatMap(({ interface: name, peers }) => {
      if (peers.length === 0) return [];
      const match = `${direction} "${name}" ip ${side} ${anonymous(mergePrefixes(peers.map(({ inner4 }) => inner4)))}`;
      return [`tcp dport ${BGP}`, `ip ttl 255 udp dport ${BFD}`, "icmp type echo-request"].map(
        (what) => `${match} ${what} accept`,
      );
    });
  return { input: rules("iifname", "saddr"), output: rules("oifname", "daddr") };
}

/** The other hub of a pair, on the segment that both share. */
function partnership({ partner }: InstanceIntent): DeviceRules {
  if (!partner) return { input: [], output: [] };
  const rules = (match: string) => [
    `${match} ${partner.address4} tcp dport ${BGP} accept`,
    `${match} ${partner.address4} udp dport { ${BFD}, ${BFD_MULTIHOP} } accept`,
  ];
  return {
    input: rules(`iifname "${partner.interface}" ip saddr`),
    output: rules(`oifname "${partner.interface}" ip daddr`),
  };
}

/** DHCP: a client has no address yet; a relay speaks to the servers in the client's place. */
function addresses({ segments }: InstanceIntent): DeviceRules {
  const served = segments.filter((it) => it.dhcp.owner === "router" || relayTargets(it).length > 0);
  const servers = segments.flatMap(relayTargets);
  if (served.length === 0) return { input: [], output: [] };
  const names = interfaceSet(served.map(({ interface: name }) => name));
  const match4 = (side: string) =>
    servers.length === 0 ? [] : [`ip ${side} ${anonymous(mergePrefixes(servers))} udp sport 67 udp dport 67 accept`];
  return {
    input: [`iifname ${names} udp sport 68 udp dport 67 accept`, ...match4("saddr")],
    output: [`oifname ${names} udp sport 67 udp dport 68 accept`, ...match4("daddr")],
  };
}

/** VRRP between the hubs of a pair (RFC 5798). */
function gateways({ segments }: InstanceIntent): DeviceRules {
  const shared = segments.filter((segment) => segment.shared).map(({ interface: name }) => name);
  if (shared.length === 0) return { input: [], output: [] };
  const names = interfaceSet(shared);
  return {
    input: [
      `iifname ${names} ip daddr 224.0.0.18 ip ttl 255 meta l4proto vrrp accept`,
      `iifname ${names} ip6 daddr ff02::12 ip6 hoplimit 255 meta l4proto vrrp accept`,
    ],
    output: [
      `oifname ${names} ip daddr 224.0.0.18 meta l4proto vrrp accept`,
      `oifname ${names} ip6 daddr ff02::12 meta l4proto vrrp accept`,
    ],
  };
}

/** Names, time, and who takes messages: the declared servers, and those inside never over a line in clear. */
function asked(
  { uplinks }: RouterIntent,
  instance: InstanceIntent,
  servers: readonly string[],
  what: string,
): DeviceRules {
  if (instance.id !== "education") return { input: [], output: [] };
  const lines = interfaceSet(uplinks.map(({ interface: name }) => name));
  const rules = (some: readonly string[], way: string) =>
    ([4, 6] as const).flatMap((family) => {
      const to = addressMatch("daddr", some, family);
      return to === undefined ? [] : [`${way}${to} ${what} accept`];
    });
  const inside = servers.filter((server) => isInside(server, instance));
  const outside = servers.filter((server) => !isInside(server, instance));
  return {
    input: [],
    output: [...rules(inside, uplinks.length > 0 ? `oifname != ${lines} ` : ""), ...rules(outside, "")],
  };
}

function ascending(numbers: readonly number[]): string[] {
  return [...new Set(numbers)].sort((a, b) => a - b).map(String);
}
