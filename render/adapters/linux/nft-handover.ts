import type { InstanceIntent } from "../../../model/intent.js";
import { formatPrefix, parsePrefix } from "../../../model/net.js";
import { interfaceSet, mergePrefixes, namedSet, ofFamily } from "./nft-sets.js";

/**
 * A hub that reaches a site only through the other hub of the pair gives it the packets over the segment that both
 * share. The answers come back another way: the other hub is in each segment itself. So only that one sees both
 * directions of a connection, and it alone applies the policies; here the packets pass without state, from own
 * segments to sites and by no other way.
 */
function handedOver({ segments, tunnels, partner }: InstanceIntent): string[] {
  if (!partner || tunnels.length === 0) return [];
  const from = `iifname ${interfaceSet(segments.map(({ interface: name }) => name))}`;
  return [`${from} ip daddr @sites4`, `${from} ip6 daddr @sites6`];
}

/** Named sets of what lies behind the tunnels of a hub. */
export function siteSets({ tunnels, partner }: InstanceIntent): string[][] {
  if (!partner || tunnels.length === 0) return [];
  const sites = tunnels.flatMap(({ peers }) => peers.flatMap(({ allowed }) => allowed));
  return ([4, 6] as const).map((family) =>
    namedSet(`sites${family}`, `ipv${family}_addr`, mergePrefixes(ofFamily(sites, family))),
  );
}

/** In `sources`, after the senders were looked at: a state of half a connection would only call the rest invalid. */
export function untracked(instance: InstanceIntent): string[] {
  return handedOver(instance).map((match) => `${match} fib daddr oifname "${instance.partner?.interface}" notrack`);
}

/** In `forward`, before the state. */
export function handOver(instance: InstanceIntent): string[] {
  return handedOver(instance).map((match) => `${match} oifname "${instance.partner?.interface}" accept`);
}

/**
 * In `forward`, after the state: what the other hub hands over for a site of ours. Each sender's policies are those of
 * its own segment.
 *
 * @param chains  names of the chains that there are, `forward-<interface>`
 */
export function takenOver({ segments, tunnels, partner }: InstanceIntent, chains: ReadonlySet<string>): string[] {
  if (!partner || tunnels.length === 0) return [];
  const others = segments.filter(({ interface: name }) => name !== partner.interface && chains.has(`forward-${name}`));
  const match = `iifname "${partner.interface}" oifname ${interfaceSet(tunnels.map(({ interface: name }) => name))}`;
  return ([4, 6] as const).flatMap((family) => {
    const jumps = others
      .filter(({ ipv6Mode }) => family === 4 || ipv6Mode !== "off")
      .map(({ interface: name, ipv4, ipv6 }) => ({ prefix: parsePrefix(family === 4 ? ipv4 : ipv6), name }))
      .sort((a, b) => (a.prefix.base < b.prefix.base ? -1 : 1))
      .map(({ prefix, name }) => `${formatPrefix(prefix)} : jump forward-${name}`);
    return jumps.length === 0 ? [] : [`${match} ${family === 4 ? "ip" : "ip6"} saddr vmap { ${jumps.join(", ")} }`];
  });
}
