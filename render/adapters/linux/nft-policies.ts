import type { InstanceIntent, Policy, PolicyEnd, RouterIntent } from "../../../model/intent.js";
import { type NarrowLine, narrowLines, verdictOf } from "./nft-narrow.js";
import { addressMatch, interfaceSet, portSet } from "./nft-sets.js";

/** What the rules of one instance have to know of the device. */
export interface Ends {
  readonly tunnels: readonly string[];
  readonly uplinks: RouterIntent["uplinks"];
  /** Interfaces of segments without IPv6: no rule of that family names them. */
  readonly withoutIpv6: ReadonlySet<string>;
  readonly narrow: readonly NarrowLine[];
}

export function endsOf(router: RouterIntent, instance: InstanceIntent): Ends {
  const { id, tunnels, segments } = instance;
  return {
    tunnels: tunnels.map(({ interface: name }) => name),
    uplinks: id === "education" ? router.uplinks : [],
    withoutIpv6: new Set(segments.filter(({ ipv6Mode }) => ipv6Mode === "off").map(({ interface: name }) => name)),
    narrow: narrowLines(router, instance),
  };
}

/** Whether a policy has the device send packets to all hosts of one of its segments. At a hub it is a packet like others. */
export const toSegmentBroadcast = ({ broadcast, to }: Policy): boolean => broadcast === true && to.at === "segment";

/** Interfaces that packets of an end come in by or go out by. */
export function interfacesOf(end: PolicyEnd, { tunnels }: Ends): readonly string[] {
  if (end.at === "segment") return [end.interface];
  if (end.at === "tunnel") return tunnels;
  return end.at === "internet" ? end.via : [];
}

/** The rules of a policy: one for each address family in which both ends exist. */
export function policyRules(policy: Policy, ends: Ends): string[] {
  return ([4, 6] as const).flatMap((family) => {
    const from = source(policy.from, family, ends);
    const to = destination(policy.to, family, ends);
    if (from === undefined || to === undefined) return [];
    const parts = [from, to, protocolMatch(policy, family)].filter((part) => part !== "");
    return [`${parts.join(" ")} ${verdictOf(policy, ends)} comment "${policy.id}"`];
  });
}

/** The interface is known from the chain, its senders from the sources set; the prefixes are the policy's own. */
function source(end: PolicyEnd, family: 4 | 6, ends: Ends): string | undefined {
  if (end.at === "device") return "";
  if (end.at === "internet") return uplinkMatch("iifname", "saddr", end.via, family, ends);
  if (end.at === "segment" && family === 6 && ends.withoutIpv6.has(end.interface)) return undefined;
  return addressMatch("saddr", end.prefixes, family);
}

function destination(end: PolicyEnd, family: 4 | 6, ends: Ends): string | undefined {
  if (end.at === "device") return "";
  if (end.at === "internet") return uplinkMatch("oifname", "daddr", end.via, family, ends);
  if (end.at === "segment" && family === 6 && ends.withoutIpv6.has(end.interface)) return undefined;
  const out = interfacesOf(end, ends);
  const address = addressMatch("daddr", end.prefixes, family);
  return address === undefined || out.length === 0 ? undefined : `oifname ${interfaceSet(out)} ${address}`;
}

/** The Internet is whatever is neither ours nor private, over the lines named; IPv6 only where a line has it. */
function uplinkMatch(direction: string, side: string, via: readonly string[], family: 4 | 6, ends: Ends) {
  const lines = ends.uplinks.filter((line) => via.includes(line.interface) && (family === 4 || line.ipv6));
  if (lines.length === 0) return undefined;
  const names = interfaceSet(lines.map(({ interface: name }) => name));
  return `${direction} ${names} ${family === 4 ? "ip" : "ip6"} ${side} != @inside${family}`;
}

function protocolMatch({ protocol, ports }: Policy, family: 4 | 6): string {
  if (protocol === "any") return "";
  if (protocol === "icmp") return family === 4 ? "icmp type echo-request" : "icmpv6 type echo-request";
  return ports === undefined ? `meta l4proto ${protocol}` : `${protocol} dport ${portSet(ports)}`;
}
