import type { InstanceIntent, RouterIntent, UplinkIntent } from "../../../model/intent.js";
import { parsePrefix } from "../../../model/net.js";
import { HEAD, lines } from "../text.js";

/** Bytes of an IP packet in a segment (Ethernet). */
const SEGMENT_MTU = 1500;
/** Table in which everything ends: what has to keep to a line and does not find it is dropped. */
const NOWHERE = 99;
/** Outer packets of tunnels and answers from a line's address: before the main table (32766). */
const RULE_MARK = 1000;
const RULE_FROM = 2000;
/** Breakout to the Internet: after the main table, first ways around dead lines, then segments that may not use the first line. */
const RULE_AROUND = 32780;
const RULE_SEGMENT = 32800;
const RULE_BREAKOUT = 33000;

/**
 * Links, addresses, routes and rules of an instance, one a line, sorted and complete: what is not here is removed.
 * Device-owned are only the routes learned by BGP and, in the tables of lines with `dhcp` or `pppoe`, their default
 * route, because the operator hands out address and gateway.
 */
export function ip(intent: RouterIntent, instance: InstanceIntent): string {
  const uplinks = instance.id === "education" ? intent.uplinks : [];
  const all = [
    ...links(instance, uplinks),
    ...addresses(instance, uplinks),
    ...routes(instance, uplinks),
    ...rules(instance, uplinks),
  ];
  return HEAD + lines(all.sort());
}

function links({ segments, tunnels }: InstanceIntent, uplinks: readonly UplinkIntent[]): string[] {
  return [
    ...segments.map(({ interface: name }) => ({ interface: name, mtu: SEGMENT_MTU })),
    ...tunnels,
    ...uplinks,
  ].map(({ interface: name, mtu }) => `link ${name} mtu ${mtu}`);
}

function addresses({ segments, tunnels }: InstanceIntent, uplinks: readonly UplinkIntent[]): string[] {
  return [
    ...segments.flatMap(({ interface: name, addresses, ipv6Mode }) =>
      addresses
        .filter((address) => ipv6Mode !== "off" || !address.includes(":"))
        .map((address) => `addr ${address} dev ${name}`),
    ),
    ...uplinks.flatMap(operatorAddresses),
    ...tunnels.flatMap(({ interface: name, inner4, inner6 }) => [
      `addr ${inner4}/32 dev ${name}`,
      `addr ${inner6}/128 dev ${name}`,
    ]),
  ];
}

function operatorAddresses({ interface: name, handover, table, ipv4, ipv6, pppoe }: UplinkIntent): string[] {
  const fixed = [ipv4, ipv6].flatMap((it) => (it ? [`addr ${it.address} dev ${name}`] : []));
  if (handover === "static") return fixed;
  if (handover !== "pppoe") return [`dhcp ${name} table ${table}`, ...fixed];
  return [`pppoe ${name} table ${table} user ${pppoe?.user} password ${pppoe?.password}`, ...fixed];
}

function routes(instance: InstanceIntent, uplinks: readonly UplinkIntent[]): string[] {
  return [
    ...instance.tunnels.flatMap(({ interface: name, peers }) =>
      peers.flatMap(({ inner4, inner6 }) => [`route ${inner4}/32 dev ${name}`, `route ${inner6}/128 dev ${name}`]),
    ),
    ...instance.routes.map(({ prefix, gateway, interface: name }) => `route ${prefix} via ${gateway} dev ${name}`),
    ...aggregates(instance).map((prefix) => `route blackhole ${prefix}`),
    ...uplinks.flatMap(({ interface: name, table, ipv4, ipv6 }) => [
      ...(ipv4 ? [`route 0.0.0.0/0 via ${ipv4.gateway} dev ${name} table ${table}`] : []),
      ...(ipv6 ? [`route ::/0 via ${ipv6.gateway} dev ${name} table ${table}`] : []),
    ]),
    ...(uplinks.length > 0 ? ["0.0.0.0/0", "::/0"].map((all) => `route blackhole ${all} table ${NOWHERE}`) : []),
  ];
}

/** What is announced and not wholly there is dropped here, instead of going round between site and hub. */
function aggregates({ advertise, segments }: InstanceIntent): string[] {
  const connected = new Set(segments.filter((it) => it.addresses.length > 0).flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]));
  return advertise.filter((prefix) => parsePrefix(prefix).length > 0 && !connected.has(prefix));
}

/** Outer packets keep to their line by mark, answers by the address that was called; the breakout comes last. */
function rules(instance: InstanceIntent, uplinks: readonly UplinkIntent[]): string[] {
  const best = bestFirst(uplinks);
  return ([4, 6] as const).flatMap((family) =>
    [
      ...uplinks.flatMap((uplink, n) => kept(uplink, n, family)),
      ...breakouts(instance, best, family),
      ...best.map(({ table }, n) => `priority ${RULE_BREAKOUT + n} lookup ${table}`),
    ].map((rule) => `rule ${family} ${rule}`),
  );
}

function kept({ table, ipv4, ipv6 }: UplinkIntent, n: number, family: 4 | 6): string[] {
  const address = (family === 4 ? ipv4 : ipv6)?.address.replace(/\/.*/, family === 4 ? "/32" : "/128");
  return [table, NOWHERE].flatMap((where, step) => [
    `priority ${RULE_MARK + 10 * n + step} fwmark ${table} lookup ${where}`,
    ...(address ? [`priority ${RULE_FROM + 10 * n + step} from ${address} lookup ${where}`] : []),
  ]);
}

/** Segments that may reach the Internet, but not over the first line: their own lines, in their order. */
function breakouts(instance: InstanceIntent, best: readonly UplinkIntent[], family: 4 | 6): string[] {
  return outward(instance, best, family).flatMap(({ prefix, ways }) =>
    ways[0] === best[0] ? [] : ways.map(way(prefix, RULE_SEGMENT, best)),
  );
}

const bestFirst = (uplinks: readonly UplinkIntent[]) =>
  [...uplinks].sort((a, b) => Number(a.role === "fallback") - Number(b.role === "fallback"));

/** Segments that may reach the Internet, with the classes of their traffic and the lines that they may use, best first. */
function outward({ segments, policies }: InstanceIntent, best: readonly UplinkIntent[], family: 4 | 6) {
  return segments.flatMap(({ interface: name, ipv4, ipv6, ipv6Mode }) => {
    if (family === 6 && ipv6Mode === "off") return [];
    const found = policies.flatMap(({ from, to, class: of }) =>
      from.at === "segment" && from.interface === name && to.at === "internet" ? [{ via: to.via, of }] : [],
    );
    const ways = best.filter((line) => found.some(({ via }) => via.includes(line.interface)));
    const classes = [...new Set(found.map(({ of }) => of))];
    return ways.length > 0 ? [{ prefix: family === 4 ? ipv4 : ipv6, classes, ways }] : [];
  });
}

const way = (prefix: string, base: number, best: readonly UplinkIntent[]) => (line: UplinkIntent) =>
  `priority ${base + best.indexOf(line)} from ${prefix} lookup ${line.table}`;

/** A way to the Internet around lines that carry nothing though their links are up. */
export interface Around {
  /** As in the file `ip`; the probe adds and removes it (roles/router, breakout.py). */
  readonly rule: string;
  /** Lines that a segment would use before this one; the rule holds while all of them are dead and `by` is not. */
  readonly instead: readonly string[];
  readonly by: string;
}

/**
 * For each segment that may use several lines: what holds while its better ones are dead. A line that refuses all that the segment
 * sends there, or has no IPv6, is no way around: what is left of the dead one is more than nothing.
 */
export function aroundDead(instance: InstanceIntent, uplinks: readonly UplinkIntent[]): Around[] {
  const best = bestFirst(uplinks);
  const watched = new Set(instance.tunnels.map(({ uplink }) => uplink));
  return ([4, 6] as const).flatMap((family) =>
    outward(instance, best, family).flatMap(({ prefix, classes, ways }) => {
      // Nobody knows whether a line without tunnels is dead: what comes after it has no turn.
      const end = ways.findIndex(({ interface: name }) => !watched.has(name));
      const known = end < 0 ? ways : ways.slice(0, end);
      return known.flatMap((line, n) => {
        const carries = classes.some((one) => !line.refuses?.includes(one)) && (family === 4 || line.ipv6);
        if (n === 0 || !carries) return [];
        return {
          rule: `rule ${family} ${way(prefix, RULE_AROUND, best)(line)}`,
          instead: known.slice(0, n).map(({ interface: name }) => name),
          by: line.interface,
        };
      });
    }),
  );
}
