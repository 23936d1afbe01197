import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstanceId, InstanceIntent, RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import type { Expectation, Port } from "./expected.js";
import { allOf, calledBy, type Host, ipv6Of } from "./hosts.js";
import type { Pair } from "./pairs.js";
import { type Packet, parseRuleset, type Ruleset } from "./static.js";

/** Rulesets by `<device>/<instance>`. */
export type Rulesets = ReadonlyMap<string, Ruleset>;

/** The rulesets of all routers, out of the folder of their trees. */
export function rulesetsIn(devices: string, { network }: Platform): Rulesets {
  return new Map(
    Object.values(network.routers).flatMap(({ device, instances }) =>
      device.adapter === "linux"
        ? instances.map(({ id }): [string, Ruleset] => [
            `${device.name}/${id}`,
            parseRuleset(readFileSync(join(devices, device.name, id, "nftables"), "utf8")),
          ])
        : [],
    ),
  );
}

/** One question that the flow table and the rules answer differently. */
export interface Difference extends Question {
  /** Row of the flow tables that allows it; undefined: it must be dropped. */
  readonly row: string | undefined;
}

export interface Question extends Port {
  readonly from: Host;
  readonly to: Host;
  readonly family: 4 | 6;
  /** Asked by the address that only the target's own site knows. */
  readonly hidden?: true;
}

/** A router on the way, with the interfaces that the packet passes. */
export interface Hop {
  readonly router: string;
  readonly instance: InstanceId;
  readonly iifname: string;
  readonly oifname: string;
}

/** Every port worth asking between two hosts, in each family that both have or set by hand. */
export function questions(expected: Expectation, from: Host, to: Host): Question[] {
  const families = ipv6Of(from) && ipv6Of(to) ? ([4, 6] as const) : ([4] as const);
  return families.flatMap((family) => expected.ports(to).map((port) => ({ from, to, family, ...port })));
}

/** Compares the rules on the way with the flow tables: each answer, with `row` and what the rules say. */
export function* answers(platform: Platform, rules: Rulesets, expected: Expectation, pairs: readonly Pair[]) {
  for (const [from, to] of pairs) {
    const hops = pathOf(platform, from, to);
    const six = carriesIpv6(platform, hops, to);
    for (const question of questions(expected, from, to)) {
      if (question.family === 6 && !six) continue;
      const stray = question.family === 6 && !(from.ipv6 && to.ipv6);
      const row = stray ? undefined : expected.allowed(from, to, question.protocol, question.port);
      yield { ...question, row, passes: passes(rules, hops, question) };
      // What is open by the one address is never open by the other.
      if (row === undefined || question.family === 6 || calledBy(from, to) === to.ipv4) continue;
      const hidden = { ...question, hidden: true } as const;
      yield { ...hidden, row: undefined, passes: passes(rules, hops, hidden) };
    }
  }
}

/** @returns where rules and flow tables differ, and how much was asked */
export function compare(...of: Parameters<typeof answers>) {
  const differences: Difference[] = [];
  let asked = 0;
  for (const answer of answers(...of)) {
    asked++;
    if (answer.passes !== (answer.row !== undefined)) differences.push(answer);
  }
  return { asked, differences };
}

/** Whether there is any difference; stops at the first. */
export function differs(...of: Parameters<typeof answers>): boolean {
  for (const { passes: found, row } of answers(...of)) if (found !== (row !== undefined)) return true;
  return false;
}

/** Whether the rules of all routers on a way let the first packet of a connection through. */
export function passes(rules: Rulesets, hops: readonly Hop[] | undefined, question: Question): boolean {
  if (!hops) return false;
  const { from, family, protocol, port } = question;
  const source = (family === 4 ? from.ipv4 : ipv6Of(from)) ?? "";
  const destination = addressOf(question);
  return arrives(rules, hops, { family, source, destination, protocol, sport: 40_000, dport: port });
}

/** The same of a packet by UDP to the broadcast address of the segment that the target stands in. */
export function passesToAll(
  rules: Rulesets,
  hops: readonly Hop[] | undefined,
  from: Host,
  to: Host,
  port: number,
): boolean {
  const destination = allOf(from, to);
  if (!hops || destination === undefined) return false;
  return arrives(
    rules,
    hops,
    { family: 4, source: from.ipv4, destination, protocol: "udp", sport: 40_000, dport: port },
    true,
  );
}

/** @param broadcast  whether the last router sends it to all hosts of a segment */
function arrives(
  rules: Rulesets,
  hops: readonly Hop[],
  first: Omit<Packet, "iifname" | "oifname">,
  broadcast = false,
): boolean {
  let packet: typeof first | undefined = first;
  for (const [index, { router, instance, iifname, oifname }] of hops.entries()) {
    const last = broadcast && index === hops.length - 1;
    packet =
      packet &&
      rules.get(`${router}/${instance}`)?.forwards({ ...packet, iifname, oifname, ...(last ? { broadcast } : {}) });
  }
  return packet !== undefined;
}

/** The address that is called. */
export function addressOf({ from, to, family, hidden }: Question): string {
  if (family === 6) return ipv6Of(to) ?? "";
  return hidden ? to.ipv4 : calledBy(from, to);
}

/** The way while all lines are up; undefined where no router leads from one to the other. */
export function pathOf({ network }: Platform, from: Host, to: Host): Hop[] | undefined {
  // Within a segment no router sees a packet.
  if (from.place === to.place && from.segment === to.segment) return [];
  const routers = Object.values(network.routers);
  const source = standsAt(routers, from);
  if (!source) return undefined;
  if (to.zone === "internet") return toInternet(source);
  const target = standsAt(routers, to);
  if (!target || source.instance.id !== target.instance.id) return undefined;
  const { id } = source.instance;
  const [start, end] = [source, target].map(({ router }) => router.device.name);
  const hop = (router = "", iifname = "", oifname = ""): Hop => ({ router, instance: id, iifname, oifname });
  if (start === end) return [hop(start, source.interface, target.interface)];
  const hubs = routers.filter(({ role }) => role === "hub");
  const hub = hubs.find(({ device }) => [start, end].includes(device.name)) ?? hubs[0];
  const [up, down] = [source, target].map((one) => (one.router.role === "hub" ? undefined : between(one, hub)));
  if ((source.router.role !== "hub" && !up) || (target.router.role !== "hub" && !down)) return undefined;
  return [
    ...(up ? [hop(start, source.interface, up.site)] : []),
    hop(hub?.device.name, up?.hub ?? source.interface, down?.hub ?? target.interface),
    ...(down ? [hop(end, down.site, target.interface)] : []),
  ];
}

interface Place {
  readonly router: RouterIntent;
  readonly instance: InstanceIntent;
  readonly interface: string;
}

function standsAt(routers: readonly RouterIntent[], host: Host): Place | undefined {
  for (const router of routers)
    for (const instance of router.instances)
      for (const segment of instance.segments)
        if (
          segment.ipv4 === host.segment &&
          segment.addresses.length > 0 &&
          (router.site ?? router.device.place) === host.place
        )
          return { router, instance, interface: segment.interface };
  return undefined;
}

/** Both ends of the preferred tunnel between a site and a hub. */
function between({ router, instance }: Place, hub: RouterIntent | undefined) {
  const theirs = hub?.instances.find(({ id }) => id === instance.id);
  const ranked = instance.tunnels
    .flatMap(({ interface: site, peers }) => peers.map((peer) => ({ site, peer })))
    .filter(({ peer }) => peer.device === hub?.device.name)
    .sort((a, b) => a.peer.preference - b.peer.preference);
  const [best] = ranked;
  const other = theirs?.tunnels.find(
    ({ peers, inner4 }) => peers.some(({ device }) => device === router.device.name) && inner4 === best?.peer.inner4,
  );
  return best && other ? { site: best.site, hub: other.interface } : undefined;
}

/** The primary line; a hub never uses the Landesnetz for it. */
function toInternet({ router, instance, interface: iifname }: Place): Hop[] | undefined {
  if (instance.id !== "education") return undefined;
  const open = router.role === "hub" ? router.uplinks.filter(({ kind }) => kind !== "landesnetz") : router.uplinks;
  const line = open.find(({ role }) => role === "primary") ?? open[0];
  return line && [{ router: router.device.name, instance: instance.id, iifname, oifname: line.interface }];
}

/** Whether a way has IPv6: a line without it carries none to the Internet, whatever the tables allow. Tunnels have it. */
export function carriesIpv6({ network }: Platform, hops: readonly Hop[] | undefined, to: Host): boolean {
  const [hop] = hops ?? [];
  if (!hop || to.zone !== "internet") return true;
  const line = network.routers[hop.router]?.uplinks.find(({ interface: name }) => name === hop.oifname);
  return line?.ipv6 !== undefined;
}
