import { contains, parsePrefix } from "../../../model/net.js";
import type { Understood } from "../../support/ios.js";

/** What a router does, as cisco.ios parsed it. */
export function read({ facts, tree }: Understood) {
  const interfaces = facts.l3_interfaces as {
    name: string;
    ipv4?: { address: string }[];
    ipv6?: { address: string }[];
  }[];
  const vrf = new Map<string, string>(
    facts.vrf_interfaces.map(({ name, vrf_name }: { name: string; vrf_name?: string }) => [name, vrf_name ?? ""]),
  );
  const addresses = ({ ipv4 = [], ipv6 = [] }: (typeof interfaces)[number]) =>
    [...ipv4, ...ipv6].map(({ address }) => address.toLowerCase()).sort();
  const routes = facts.static_routes.flatMap(({ address_families }: { address_families: Family[] }) =>
    address_families.flatMap(({ routes }) => routes.flatMap(({ next_hops }) => next_hops)),
  );
  return {
    hostname: facts.hostname.hostname,
    segments: interfaces
      .filter(({ name }) => name.includes("."))
      .map((it) => `${it.name.split(".")[1]} ${vrf.get(it.name) ?? ""} ${addresses(it).join(" ")}`)
      .sort(),
    lines: interfaces
      .filter((it) => !it.name.includes(".") && (it.ipv4 ?? []).length > 0)
      .map(({ ipv4 }) => ipv4?.[0]?.address ?? "dhcp"),
    routes: [
      ...routes.map(
        ({ forward_router_address: gateway, distance_metric: distance = 1 }: NextHop) => `${distance} ${gateway}`,
      ),
      // The collection does not know a gateway that DHCP names.
      ...Object.keys(tree).flatMap((line) => {
        const distance = /^ip route 0\.0\.0\.0 0\.0\.0\.0 \S+ dhcp (\d+)$/.exec(line)?.[1];
        return distance === undefined ? [] : [`${distance} dhcp`];
      }),
    ],
    translated: Object.keys(tree).filter((line) => line.startsWith("ip nat inside source")).length,
  };
}

interface Family {
  readonly routes: readonly { readonly next_hops: readonly NextHop[] }[];
}
interface NextHop {
  readonly forward_router_address?: string;
  readonly distance_metric?: number;
}

export interface Packet {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly target: string;
  readonly protocol: string;
  readonly port: number;
}

/** Whether a zone pair inspects a packet: pair → policy → class → access list, first entry that fits. */
export function allows({ facts, tree }: Understood, packet: Packet): boolean {
  const pair = Object.keys(tree).find((line) => line.endsWith(` source ${packet.from} destination ${packet.to}`));
  const policy = Object.keys(tree[pair ?? ""] ?? {})[0]?.replace("service-policy type inspect ", "");
  const classes = Object.entries(tree[`policy-map type inspect ${policy}`] ?? {})
    .filter(([, action]) => "inspect" in action)
    .map(([name]) => name.replace("class type inspect ", ""));
  const names = classes.flatMap((name) =>
    Object.keys(tree[`class-map type inspect match-any ${name}`] ?? {}).map((match) =>
      match.replace("match access-group name ", ""),
    ),
  );
  const lists: { name: string; aces: Ace[] }[] = facts.acls
    .filter(({ afi }: { afi: string }) => afi === "ipv4")
    .flatMap(({ acls }: { acls: unknown[] }) => acls);
  return names.some((name) => {
    const entry = lists.find((list) => list.name === name)?.aces.find((ace) => fits(ace, packet));
    return entry?.grant === "permit";
  });
}

interface End {
  readonly any?: true;
  readonly host?: string;
  readonly address?: string;
  readonly wildcard_bits?: string;
  readonly port_protocol?: {
    readonly eq?: string;
    readonly range?: { readonly start: string | number; readonly end: string | number };
  };
}
interface Ace {
  readonly grant: string;
  readonly protocol: string;
  readonly source: End;
  readonly destination: End;
}

/** Numbers of the names that IOS prints. IANA, Service Name and Transport Protocol Port Number Registry. */
const NUMBERS: Readonly<Record<string, number>> = {
  www: 80,
  domain: 53,
  ntp: 123,
  smtp: 25,
  bootps: 67,
  snmp: 161,
  snmptrap: 162,
  lpd: 515,
};

function fits({ protocol, source, destination }: Ace, packet: Packet): boolean {
  if (protocol !== "ip" && protocol !== packet.protocol) return false;
  if (!holds(source, packet.source) || !holds(destination, packet.target)) return false;
  const { eq, range } = destination.port_protocol ?? {};
  const number = (port: string | number) => NUMBERS[port] ?? Number(port);
  if (eq !== undefined) return number(eq) === packet.port;
  return range === undefined || (number(range.start) <= packet.port && packet.port <= number(range.end));
}

function holds({ any, host, address, wildcard_bits: wildcard }: End, of: string): boolean {
  if (any) return true;
  if (host !== undefined || wildcard === undefined) return (host ?? address) === of;
  const length = wildcard.split(".").reduce((sum, byte) => sum + 8 - Math.log2(Number(byte) + 1), 0);
  return contains(parsePrefix(`${address}/${length}`), parsePrefix(`${of}/32`));
}
