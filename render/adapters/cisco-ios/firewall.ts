import { append } from "../../../model/collections.js";
import type { InstanceIntent, Policy, PolicyEnd, RouterIntent, UplinkIntent } from "../../../model/intent.js";
import { accessList4, accessList6 } from "./device.js";
import type { Dialect } from "./dialect.js";
import { portConditions } from "./port-names.js";
import { block, end6, isIpv6, withWildcard } from "./words.js";

/**
 * Zone-based firewall: each segment and each line is a zone, the device is `self`. What no pair of zones allows is
 * dropped; a connection's answers pass. Source: Cisco, Security Configuration Guide, Zone-Based Policy Firewall (IOS XE
 * 17): two zones without a pair exchange nothing; traffic from and to `self` passes unless there is a pair.
 */
export interface Firewall {
  readonly lists: readonly (readonly string[])[];
  readonly classes: readonly (readonly string[])[];
  readonly maps: readonly (readonly string[])[];
  readonly zones: readonly (readonly string[])[];
  readonly pairs: readonly (readonly string[])[];
}

interface Zones {
  readonly segments: readonly string[];
  readonly lines: readonly UplinkIntent[];
}

/** What IPv4 never calls the Internet (RFC 6890). IPv6 is global unicast only (RFC 4291 section 2.4). */
const PRIVATE4 = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"];
const NOT_INTERNET4 = [...PRIVATE4, "192.168.0.0/16", "224.0.0.0/3"];
const INTERNET6 = "2000::/3";

export function firewall({ instances, uplinks }: RouterIntent, dialect: Dialect): Firewall {
  const zones: Zones = {
    segments: instances.flatMap(({ segments }) => segments.map(({ interface: name }) => name)),
    lines: uplinks,
  };
  const pairs = pairsOf(instances, zones);
  const all = [...zones.segments, ...zones.lines.map(({ interface: name }) => name)].sort();
  return {
    lists: [...basics(dialect), ...pairs.flatMap((pair) => lists(pair, dialect))],
    classes: [
      block("class-map type inspect match-any device-basics", [
        "match access-group name device-basics",
        "match access-group name device-basics-6",
      ]),
      block("class-map type inspect match-any device-says", [
        "match protocol tcp",
        "match protocol udp",
        "match protocol icmp",
      ]),
      ...pairs.filter(({ entries }) => entries.four.length + entries.six.length > 0).map(classMap),
    ],
    maps: [...pairs.map(policyMap), SAYS],
    zones: all.map((zone) => [`zone security ${zone}`]),
    pairs: [
      ...pairs.map(({ name, from, to }) => zonePair(name, from, to, name)),
      ...all.map((zone) => zonePair(`self-to-${zone}`, "self", zone, "device-says")),
    ],
  };
}

interface Pair {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly entries: { readonly four: string[]; readonly six: string[] };
}

/** Pairs that something is allowed between, and each zone with the device. */
function pairsOf(instances: readonly InstanceIntent[], zones: Zones): Pair[] {
  const members = new Map<string, Policy[]>();
  const empty = new Set(
    [...zones.segments, ...zones.lines.map(({ interface: name }) => name)].map((zone) => `${zone} self`),
  );
  for (const { policies, services } of instances)
    for (const policy of [...policies, ...services])
      for (const from of zonesOf(policy.from))
        for (const to of zonesOf(policy.to)) append(members, `${from} ${to}`, policy);
  return [...new Set([...empty, ...members.keys()])].sort().flatMap((key) => {
    const [from = "", to = ""] = key.split(" ");
    // Inside a zone nothing is asked.
    if (from === to) return [];
    const ipv6 = zones.lines.find(({ interface: name }) => name === to)?.ipv6 !== undefined || !to.startsWith("wan-");
    const policies = members.get(key) ?? [];
    const entries = { four: entriesOf(policies, 4), six: ipv6 ? entriesOf(policies, 6) : [] };
    return [{ name: `${from}-to-${to}`, from, to, entries }];
  });
}

function zonesOf(end: PolicyEnd): readonly string[] {
  if (end.at === "segment") return [end.interface];
  if (end.at === "internet") return end.via;
  return end.at === "device" ? ["self"] : [];
}

function entriesOf(policies: readonly Policy[], family: 4 | 6): string[] {
  const permits = policies.flatMap((policy) => permit(policy, family));
  const outward = policies.some(({ to }) => to.at === "internet");
  if (permits.length === 0 || !outward || family === 6) return [...new Set(permits)];
  return [...NOT_INTERNET4.map((prefix) => `deny ip any ${withWildcard(prefix)}`), ...new Set(permits)];
}

function permit({ protocol, ports, from, to }: Policy, family: 4 | 6): string[] {
  const conditions =
    protocol === "tcp" || protocol === "udp"
      ? ports === undefined
        ? [""]
        : portConditions(protocol, ports).map((condition) => ` ${condition}`)
      : [protocol === "icmp" ? (family === 4 ? " echo" : " echo-request") : ""];
  const word = protocol === "any" ? (family === 4 ? "ip" : "ipv6") : protocol;
  return ends(from, family).flatMap((source) =>
    ends(to, family).flatMap((target) =>
      conditions.map((condition) => `permit ${word} ${source} ${target}${condition}`),
    ),
  );
}

function ends(end: PolicyEnd, family: 4 | 6): string[] {
  if (end.at === "device") return ["any"];
  if (end.at === "internet") return family === 4 ? ["any"] : [INTERNET6];
  const own = end.prefixes.filter((prefix) => isIpv6(prefix) === (family === 6));
  return own.map(family === 4 ? withWildcard : end6);
}

/** DHCP, whose clients have no address yet, and neighbour discovery (RFC 4890 section 4.4.1) know no connections. */
function basics(dialect: Dialect): string[][] {
  return [
    accessList4(
      "device-basics",
      [
        "permit udp any eq bootpc any eq bootps",
        "permit udp any eq bootps any eq bootpc",
        "permit udp any eq bootps any eq bootps",
      ],
      dialect,
    ),
    accessList6(
      "device-basics-6",
      ["nd-na", "nd-ns", "router-solicitation", "router-advertisement"].map((type) => `permit icmp any any ${type}`),
      dialect,
    ),
  ];
}

function lists({ name, entries: { four, six } }: Pair, dialect: Dialect): string[][] {
  return [
    ...(four.length > 0 ? [accessList4(name, four, dialect)] : []),
    ...(six.length > 0 ? [accessList6(`${name}-6`, six, dialect)] : []),
  ];
}

function classMap({ name, entries: { four, six } }: Pair): string[] {
  return block(`class-map type inspect match-any ${name}`, [
    ...(four.length > 0 ? [`match access-group name ${name}`] : []),
    ...(six.length > 0 ? [`match access-group name ${name}-6`] : []),
  ]);
}

function policyMap({ name, to, entries }: Pair): string[] {
  const allowed = entries.four.length + entries.six.length > 0;
  return block(`policy-map type inspect ${name}`, [
    ...(to === "self" ? ["class type inspect device-basics", " pass"] : []),
    ...(allowed ? [`class type inspect ${name}`, " inspect"] : []),
    "class class-default",
    " drop",
  ]);
}

/** What the device says itself: answers come back to it only because the question was seen. */
const SAYS = block("policy-map type inspect device-says", [
  "class type inspect device-basics",
  " pass",
  "class type inspect device-says",
  " inspect",
  "class class-default",
  " drop",
]);

function zonePair(name: string, from: string, to: string, policy: string): string[] {
  return block(`zone-pair security ${name} source ${from} destination ${to}`, [
    `service-policy type inspect ${policy}`,
  ]);
}
