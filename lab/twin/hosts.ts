import type { RoutedSegment, StaticRoute } from "../../model/intent.js";
import { bare, broadcastOf, contains, formatAddress, parseAddress, parsePrefix, sizeOf } from "../../model/net.js";
import type { VirtualMachine } from "../../model/platform.js";

/** An end host: a namespace with one address of each family. */
export interface Host {
  readonly namespace: string;
  /** Site, data centre, or `outside`. */
  readonly place: string;
  readonly zone: string;
  /** IPv4 prefix of the segment that it stands in. */
  readonly segment?: string;
  readonly ipv4: string;
  /** IPv4 address by which other places call it, where its segment is translated. */
  readonly outside?: string;
  /** Undefined where the segment has no IPv6. */
  readonly ipv6?: string;
  /** Address that somebody sets by hand where the segment has no IPv6: nothing may come of it. */
  readonly byHand?: string;
  /** Of a machine: its key in Platform.machines. */
  readonly machine?: string;
  readonly lines: readonly string[];
}

/** IPv6 address of a host, also one that nothing may come of. */
export const ipv6Of = ({ ipv6, byHand }: Pick<Host, "ipv6" | "byHand">): string | undefined => ipv6 ?? byHand;

/** By which IPv4 address a host calls another one. */
export const calledBy = (from: Pick<Host, "place">, to: Pick<Host, "place" | "ipv4" | "outside">): string =>
  from.place === to.place ? to.ipv4 : (to.outside ?? to.ipv4);

/** By which one it calls all of the segment that the other one stands in; undefined: it stands in none. */
export function allOf(
  from: Pick<Host, "place">,
  to: Pick<Host, "place" | "ipv4" | "outside" | "segment">,
): string | undefined {
  if (to.segment === undefined) return undefined;
  const moved = parseAddress(calledBy(from, to)) - parseAddress(to.ipv4);
  return formatAddress(parseAddress(broadcastOf(to.segment)) + moved, 32);
}

/** Addresses of the router in a segment, its share of a pair's among them. */
export function ownAddresses({ addresses, shared }: RoutedSegment): string[] {
  return [...addresses, ...(shared?.addresses ?? [])].map(bare);
}

/**
 * Someone in a segment: the last free address of the quarter that DHCP leaves alone (where that is full, as in the small
 * segment of a school in a data centre, the next one above); or the one that the router's fixed routes lead to.
 */
export function segmentHost(
  segment: RoutedSegment,
  place: string,
  taken: ReadonlySet<string>,
  gateways: readonly StaticRoute[] = [],
): Host {
  const [ipv4, ipv6] = [parsePrefix(segment.ipv4), parsePrefix(segment.ipv6)];
  const quarter = sizeOf(ipv4) / 4n;
  let part = quarter - 1n;
  while (taken.has(formatAddress(ipv4.base + part, 32)))
    part = part >= quarter ? part + 1n : part > 1n ? part - 1n : quarter;
  const own = [formatAddress(ipv4.base + part, 32), formatAddress(ipv6.base + part, 128)] as const;
  const [own4 = own[0], own6 = own[1]] = [4, 6].map((family) => nextHop(gateways, family));
  return {
    namespace: `${place}-${segment.interface.slice("seg-".length)}`,
    ...inSegment(segment, place, own4, own6),
  };
}

function nextHop(routes: readonly StaticRoute[], family: number): string | undefined {
  return routes.find(({ gateway }) => gateway.includes(":") === (family === 6))?.gateway;
}

/** A machine, if it stands in the segment: in none that is translated, where another site may have the same addresses. */
export function machineHost(machine: VirtualMachine, segment: RoutedSegment, place: string): Host | undefined {
  if (segment.translated) return undefined;
  const nic = machine.nics.find(({ ipv4 }) => contains(parsePrefix(segment.ipv4), parsePrefix(`${ipv4}/32`)));
  if (!nic) return undefined;
  return {
    namespace: `${place}-${machine.name}`,
    machine: machine.key,
    ...inSegment(segment, place, nic.ipv4, nic.ipv6),
  };
}

/** The same host part in the prefix that others see. */
function outsideOf({ ipv4: prefix, translated }: RoutedSegment, ipv4: string): { outside?: string } {
  if (!translated) return {};
  const part = parseAddress(ipv4) - parsePrefix(prefix).base;
  return { outside: formatAddress(parsePrefix(translated.ipv4).base + part, 32) };
}

function inSegment(segment: RoutedSegment, place: string, ipv4: string, ipv6: string) {
  const off = segment.ipv6Mode === "off";
  const length = parsePrefix(segment.ipv4).length;
  const lines = [
    "link set eth0 up",
    `addr add ${ipv4}/${length} dev eth0`,
    `route add default via ${segment.gateway4}`,
    `addr add ${ipv6}/64 dev eth0 nodad`,
    ...(off ? [] : [`route add ::/0 via ${segment.gateway6}`]),
  ];
  const addresses = { ipv4, ...outsideOf(segment, ipv4), ...(off ? { byHand: ipv6 } : { ipv6 }) };
  return { place, zone: segment.zone, segment: segment.ipv4, ...addresses, lines };
}
