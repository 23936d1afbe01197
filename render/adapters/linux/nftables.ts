import { groupBy } from "../../../model/collections.js";
import type { InstanceIntent, Policy, PolicyEnd, RouterIntent } from "../../../model/intent.js";
import { parsePrefix } from "../../../model/net.js";
import { both, HEAD, lines, oneLine } from "../text.js";
import { BFD, BGP, deviceRules, FIRST_CONTACT } from "./nft-device.js";
import { handOver, siteSets, takenOver, untracked } from "./nft-handover.js";
import { beyond, insidePrefixes } from "./nft-inside.js";
import { keepOff, verdictOf } from "./nft-narrow.js";
import { type Ends, endsOf, interfacesOf, policyRules, toSegmentBroadcast } from "./nft-policies.js";
import {
  addressMatch,
  anonymous,
  interfaceSet,
  mergePrefixes,
  namedSet,
  ofFamily,
  sortInterfaces,
} from "./nft-sets.js";
import { hidden, inward, outward, translatedOf } from "./nft-translated.js";

/**
 * The complete packet filter of an instance, byte for byte what `nft -s list ruleset` prints after it was loaded
 * (without the lines of `#`): default deny, one rule for each policy and family with the policy's id as comment.
 */
export function nftables(intent: RouterIntent, instance: InstanceIntent): string {
  const ends = endsOf(intent, instance);
  const { input, output } = deviceRules(intent, instance);
  const incoming = branches(
    "input",
    instance.services.filter(({ to }) => to.at === "device"),
    ends,
  );
  const narrow = keepOff(instance, ends);
  const forwarded = branches(
    "forward",
    instance.policies.filter((it) => !toSegmentBroadcast(it)),
    ends,
  );
  const waking = branches("broadcast", instance.policies.filter(toSegmentBroadcast), ends);
  const own = instance.services.filter(({ from }) => from.at === "device").flatMap((it) => policyRules(it, ends));
  const [forged, leaking, mixed] = [sources(instance, ends), leaks(instance, ends), apart(instance)];
  const blocks = [
    ...sets(intent, instance),
    base("sources", "filter hook prerouting priority raw; policy accept;", [...forged, ...untracked(instance)]),
    base("input", "filter hook input priority filter; policy drop;", [
      ...quarantine("iifname", intent),
      STATE,
      'iif "lo" accept',
      ...input,
      ...incoming.jump,
      ...drop(instance, "input"),
    ]),
    base("forward", "filter hook forward priority filter; policy drop;", [
      ...narrow.open,
      ...mixed,
      ...leaking,
      ...(waking.chains.length > 0 ? [`fib daddr type broadcast goto ${BROADCASTS}`] : []),
      ...handOver(instance),
      STATE,
      ...takenOver(instance, new Set(forwarded.chains.map(([name]) => name))),
      ...forwarded.jump,
      ...drop(instance, "forward"),
    ]),
    base("output", "filter hook output priority filter; policy drop;", [
      ...quarantine("oifname", intent),
      STATE,
      'oif "lo" accept',
      ...output,
      ...own,
      ...drop(instance, "output"),
    ]),
    base("clamp", "filter hook forward priority mangle; policy accept;", clamp(instance, ends)),
    base("breakout", "nat hook postrouting priority srcnat; policy accept;", masquerade(instance, ends)),
    base("inward", "nat hook prerouting priority dstnat; policy accept;", inward(instance)),
    base("outward", "nat hook postrouting priority srcnat; policy accept;", outward(instance)),
    ...[...incoming.chains, ...forwarded.chains, ...waking.chains, ...narrow.chains].map(([name, rules]) =>
      chain(name, rules),
    ),
    // Before any state: nothing answers from such an address, and no flow to a whole segment means it.
    ...(waking.chains.length > 0
      ? [chain(BROADCASTS, [...waking.jump, logged(instance, "broadcast"), "counter drop"])]
      : []),
    ...(forged.some((rule) => rule.endsWith(FORGED)) ? [chain("drop-sources", dropped(instance, "sources"))] : []),
    ...(leaking.length > 0 ? [chain("drop-lines", dropped(instance, "lines"))] : []),
    ...(mixed.length > 0 ? [chain("drop-education", dropped(instance, "education"))] : []),
  ].filter((block) => block.length > 0);
  return `${HEAD}${legend(instance)}${translations(instance)}${narrow.open.length > 0 ? refusals(ends) : ""}table inet plattform {\n${blocks.map((block) => lines(block)).join("\n")}}\n`;
}

/** Answers of what was allowed pass; the order is nft's own. */
const STATE = "ct state vmap { invalid : drop, established : accept, related : accept }";

/**
 * `inside`: never the Internet. `sources`: which senders an interface may have. `sites`: what a hub reaches
 * by tunnels. `quarantine`: filled by the probe. `first-contact`: filled by an engineer.
 */
function sets({ firstContact }: RouterIntent, instance: InstanceIntent): string[][] {
  const called = instance.id === "education" && firstContact?.others;
  return [
    ["\tset quarantine {", "\t\ttype ifname", "\t}"],
    ...(called ? [[`\tset ${FIRST_CONTACT} {`, "\t\ttype ipv4_addr", "\t\tflags timeout", "\t}"]] : []),
    namedSet("inside4", "ipv4_addr", insidePrefixes(instance, 4)),
    namedSet("inside6", "ipv6_addr", insidePrefixes(instance, 6)),
    ...([4, 6] as const).map((family) =>
      namedSet(`sources${family}`, `ifname . ipv${family}_addr`, sourceElements(instance, family)),
    ),
    ...siteSets(instance),
  ];
}

/** The segment's own prefix, and those that a policy sees behind its interface (a school server that routes). */
function sourceElements({ segments, policies, services, partner }: InstanceIntent, family: 4 | 6): string[] {
  const ends = [...policies, ...services].flatMap(({ from, to }) => [from, to]);
  return segments.flatMap(({ interface: name, ipv4, ipv6, ipv6Mode }) => {
    if (family === 6 && ipv6Mode === "off") return [];
    const behind = ends.flatMap((end) => (end.at === "segment" && end.interface === name ? end.prefixes : []));
    // The other hub hands over packets of all segments.
    const other = partner?.interface === name ? segments.flatMap((it) => [it.ipv4, it.ipv6]) : [];
    return mergePrefixes(ofFamily([family === 4 ? ipv4 : ipv6, ...behind, ...other], family)).map(
      (it) => `"${name}" . ${it}`,
    );
  });
}

/** Chain of packets to the broadcast address of one of the own segments, on routers that forward some (sysctl.ts). */
const BROADCASTS = "broadcasts";

/** Each rule counts for itself, all of a kind share a log. */
const FORGED = "counter goto drop-sources";
const LEAKING = "counter goto drop-lines";
const MIXED = "counter goto drop-education";

/**
 * Forged senders are dropped before anything else: a segment has its own addresses, no line and no tunnel has them.
 * IPv6 where there is none goes without a log: every computer tries it all the time.
 */
function sources(instance: InstanceIntent, { uplinks, withoutIpv6 }: Ends): string[] {
  const { segments, tunnels } = instance;
  const inside = segments.map(({ interface: name }) => name);
  const outside = [...tunnels, ...uplinks].map(({ interface: name }) => name);
  const own = [
    ...segments.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    ...translatedOf(instance).map(({ translated }) => translated.ipv4),
  ];
  const rules: string[] = [];
  if (withoutIpv6.size > 0) rules.push(`iifname ${interfaceSet(withoutIpv6)} meta nfproto ipv6 counter drop`);
  if (inside.length > 0) {
    const match = `iifname ${interfaceSet(inside)}`;
    rules.push(`${match} ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept`);
    rules.push(`${match} ip6 saddr { ::, fe80::/10 } accept`);
    rules.push(`${match} iifname . ip saddr != @sources4 ${FORGED}`);
    rules.push(`${match} iifname . ip6 saddr != @sources6 ${FORGED}`);
  }
  for (const family of [4, 6] as const) {
    const prefixes = mergePrefixes(ofFamily(own, family));
    if (prefixes.length === 0 || outside.length === 0) continue;
    const sender = `${family === 4 ? "ip" : "ip6"} saddr ${anonymous(prefixes)}`;
    rules.push(`iifname ${interfaceSet(outside)} ${sender} ${FORGED}`);
  }
  rules.push(...hidden(instance, outside, FORGED));
  return rules;
}

/**
 * Before answers are let through: a connection that was allowed over one way is not allowed over another one. What
 * belongs into a tunnel never leaves by a line, and a segment leaves only by the lines that its policies name.
 */
function leaks({ policies }: InstanceIntent, { uplinks }: Ends): string[] {
  if (uplinks.length === 0) return [];
  const lines = `oifname ${interfaceSet(uplinks.map(({ interface: name }) => name))}`;
  return [
    ...([4, 6] as const).map((family) => `${lines} ${family === 4 ? "ip" : "ip6"} daddr @inside${family} ${LEAKING}`),
    ...uplinks.flatMap(({ interface: name }) => {
      const users = policies.flatMap(({ from, to }) => [...usersOf(from, to, name), ...usersOf(to, from, name)]);
      return ([4, 6] as const).map((family) => {
        const allowed = mergePrefixes(ofFamily(users, family));
        const ip = family === 4 ? "ip" : "ip6";
        return allowed.length === 0
          ? `oifname "${name}" meta nfproto ipv${family} ${LEAKING}`
          : `oifname "${name}" ${ip} saddr != ${anonymous(allowed)} ${LEAKING}`;
      });
    }),
  ];
}

/**
 * The Verwaltung's instance has neither an interface nor a route to the educational network. Should it get one by mistake,
 * or a policy that says too much, this stands before both.
 */
function apart({ closed = [], segments, tunnels }: InstanceIntent): string[] {
  const all = [...segments.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]), ...beyond(tunnels), ...innerOf(tunnels)];
  // A default route of the Verwaltung is no prefix of its own.
  const own = all.filter((prefix) => parsePrefix(prefix).length > 0);
  return ([4, 6] as const).flatMap((family) => {
    const but = mergePrefixes(ofFamily(own, family));
    const ip = family === 4 ? "ip" : "ip6";
    return (["saddr", "daddr"] as const).flatMap((side) => {
      const match = addressMatch(side, closed, family);
      return match === undefined ? [] : [`${match} ${ip} ${side} != ${anonymous(but)} ${MIXED}`];
    });
  });
}

function innerOf(tunnels: InstanceIntent["tunnels"]): string[] {
  return tunnels.flatMap(({ inner4, inner6 }) => [`${inner4}/32`, `${inner6}/128`]);
}

/** Prefixes of an end whose other end is the Internet by this line. */
function usersOf(inside: PolicyEnd, outside: PolicyEnd, line: string): readonly string[] {
  return inside.at === "segment" && outside.at === "internet" && outside.via.includes(line) ? inside.prefixes : [];
}

/** A lossy tunnel loses its BFD and with it its BGP routes; BGP itself, too, because it calls again without BFD. */
function quarantine(direction: string, { role }: RouterIntent): string[] {
  return role === "hub"
    ? []
    : [`${direction} @quarantine udp dport ${BFD} drop`, `${direction} @quarantine tcp dport ${BGP} drop`];
}

/** End of a base chain: its policy drops. */
function drop(instance: InstanceIntent, hook: string): string[] {
  return [logged(instance, hook), "counter"];
}

function dropped(instance: InstanceIntent, what: string): string[] {
  return [logged(instance, what), "drop"];
}

/** In the kernel's log, of the main namespace only: that of another one needs `nf_log_all_netns` (first access). */
function logged({ id }: InstanceIntent, what: string): string {
  return `limit rate 10/second burst 20 packets log prefix "${id} ${what}: "`;
}

/** A chain for each interface that something may come from, entered by one look-up. */
function branches(hook: string, policies: readonly Policy[], ends: Ends) {
  const groups = groupBy(policies, ({ from }) => branchOf(from));
  const chains: [string, string[]][] = [];
  const targets = new Map<string, string>();
  for (const [branch, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // What a narrow line refuses comes last: another policy may let the same packet by.
    const refused = (policy: Policy) => Number(verdictOf(policy, ends) !== "accept");
    const ordered = [...members].sort((a, b) => refused(a) - refused(b));
    const rules = ordered.flatMap((policy) => policyRules(policy, ends));
    const entries = new Set(members.flatMap(({ from }) => interfacesOf(from, ends)));
    if (rules.length === 0 || entries.size === 0) continue;
    chains.push([`${hook}-${branch}`, rules]);
    for (const name of entries) targets.set(name, `${hook}-${branch}`);
  }
  const entries = sortInterfaces(targets.keys()).map((name) => `"${name}" : jump ${targets.get(name)}`);
  return { jump: entries.length === 0 ? [] : [`iifname vmap { ${entries.join(", ")} }`], chains };
}

function branchOf(end: PolicyEnd): string {
  return end.at === "segment" ? end.interface : end.at;
}

/** TCP learns the size of tunnels and PPPoE lines from the handshake: 20 bytes of TCP and 20 or 40 of IP less. */
function clamp({ tunnels }: InstanceIntent, { uplinks }: Ends): string[] {
  const narrow = [...tunnels, ...uplinks].filter(({ mtu }) => mtu < 1500);
  const byMtu = [...groupBy(narrow, ({ mtu }) => String(mtu))].sort(([a], [b]) => Number(a) - Number(b));
  return byMtu.flatMap(([mtu, members]) =>
    ["iifname", "oifname"].flatMap((direction) => {
      const match = `${direction} ${interfaceSet(members.map(({ interface: name }) => name))}`;
      return [
        `${match} meta nfproto ipv4 tcp flags syn / syn,rst tcp option maxseg size set ${Number(mtu) - 40}`,
        `${match} meta nfproto ipv6 tcp flags syn / syn,rst tcp option maxseg size set ${Number(mtu) - 60}`,
      ];
    }),
  );
}

/** Segments that reach the Internet are hidden behind the line's address; public IPv6 needs no hiding. */
function masquerade({ policies }: InstanceIntent, { uplinks }: Ends): string[] {
  return uplinks.flatMap(({ interface: name, ipv6 }) => {
    const prefixes = policies.flatMap(({ from, to }) =>
      from.at === "segment" && to.at === "internet" && to.via.includes(name) ? from.prefixes : [],
    );
    const own4 = mergePrefixes(ofFamily(prefixes, 4));
    const local6 = ipv6 ? mergePrefixes(ofFamily(prefixes, 6).filter((it) => /^f[cd]/.test(it))) : [];
    const rule = (ip: string, set: readonly string[]) =>
      set.length === 0 ? [] : [`oifname "${name}" ${ip} saddr ${anonymous(set)} masquerade`];
    return [...rule("ip", own4), ...rule("ip6", local6)];
  });
}

/** Characters: what a comment line may have, where words are not to be cut. */
const LONG = 500;

/** The reviewer's key to the comments in the rules. */
function legend({ policies, services }: InstanceIntent): string {
  const known = new Map([...policies, ...services].map((policy) => [policy.id, policy]));
  return lines(
    [...known.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(
        ({ id, purpose, owner, source, until }) =>
          `# ${id}: ${oneLine(both(purpose), LONG)}; verantwortlich / owner: ${oneLine(both(owner), LONG)}${until === undefined ? "" : `; bis / until ${until}`} (${oneLine(source, LONG)})`,
      ),
  );
}

function translations(instance: InstanceIntent): string {
  return lines(
    translatedOf(instance).map(
      ({ interface: name, ipv4, translated: { ipv4: outside, until, reason } }) =>
        `# ${name}: ${ipv4} is ${outside} outside, until ${until}: ${oneLine(reason, LONG)}`,
    ),
  );
}

function refusals({ narrow }: Ends): string {
  return lines(narrow.map(({ line, refuses }) => `# ${line} carries no: ${refuses.join(", ")}`));
}

function base(name: string, hook: string, rules: readonly string[]): string[] {
  return rules.length === 0 ? [] : chain(name, [`type ${hook}`, ...rules]);
}

function chain(name: string, rules: readonly string[]): string[] {
  return [`\tchain ${name} {`, ...rules.map((rule) => `\t\t${rule}`), "\t}"];
}
