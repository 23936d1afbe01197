import type { InstanceIntent, RoutedSegment } from "../../../model/intent.js";
import { parsePrefix } from "../../../model/net.js";
import { anonymous, interfaceSet, mergePrefixes } from "./nft-sets.js";

type Translated = RoutedSegment & Required<Pick<RoutedSegment, "translated">>;

/**
 * Segments that others know under another prefix (1:1). It is translated where the tunnels begin, so that all other rules see
 * the addresses of the building; answers go back by the connection's own record.
 */
export function translatedOf({ segments }: Pick<InstanceIntent, "segments">): Translated[] {
  return segments.flatMap(({ translated, ...segment }) => (translated ? [{ ...segment, translated }] : []));
}

/** For packets from the tunnels, before they are routed. */
export function inward(instance: InstanceIntent): string[] {
  const pairs = translatedOf(instance).map(({ ipv4, translated }) => [translated.ipv4, ipv4] as const);
  return rule("iifname", "dnat ip prefix to ip daddr", instance, pairs);
}

/** For packets into the tunnels, when all other rules have seen them. */
export function outward(instance: InstanceIntent): string[] {
  const pairs = translatedOf(instance).map(({ ipv4, translated }) => [ipv4, translated.ipv4] as const);
  return rule("oifname", "snat ip prefix to ip saddr", instance, pairs);
}

function rule(
  direction: string,
  translate: string,
  { tunnels }: InstanceIntent,
  pairs: readonly (readonly [string, string])[],
): string[] {
  if (pairs.length === 0 || tunnels.length === 0) return [];
  const elements = [...pairs]
    .sort(([a], [b]) => (parsePrefix(a).base < parsePrefix(b).base ? -1 : 1))
    .map(([from, to]) => `${from} : ${to}`);
  const names = interfaceSet(tunnels.map(({ interface: name }) => name));
  return [`${direction} ${names} ${translate} map { ${elements.join(", ")} }`];
}

/** Nobody outside calls the addresses of the building themselves. @param outside  interfaces of lines and tunnels */
export function hidden(instance: InstanceIntent, outside: readonly string[], verdict: string): string[] {
  const own = translatedOf(instance).map(({ ipv4 }) => ipv4);
  if (own.length === 0 || outside.length === 0) return [];
  return [`iifname ${interfaceSet(outside)} ip daddr ${anonymous(mergePrefixes(own))} ${verdict}`];
}
