import { groupBy } from "../../model/collections.js";
import type { RouterIntent, UplinkIntent } from "../../model/intent.js";
import { bare, formatAddress, parsePrefix } from "../../model/net.js";
import type { Host } from "./hosts.js";
import type { Lease } from "./leases.js";
import type { Cable, PlainNamespace } from "./namespace.js";
import type { Handover } from "./node.js";

/** A host of the Internet. Documentation addresses (RFC 5737, RFC 3849). */
export const INTERNET = { ipv4: "203.0.113.10", ipv6: "2001:db8:cafe::10" } as const;

/** Shared address space of operators (RFC 6598): for lines whose operator hands out the addresses. */
const POOL = parsePrefix("100.64.0.0/10").base;

/** Links between operators; nobody else sees them. */
const BETWEEN = parsePrefix("192.168.255.0/24").base;

/**
 * What lies outside of the platform: each operator is one namespace with static routes and no routing protocol, as
 * a customer sees it. The Landesnetz reaches the Internet through the state's filter, a namespace of its own.
 */
export function operators(routers: readonly RouterIntent[]) {
  const customers = routers
    .flatMap((router) => router.uplinks.map((uplink) => ({ router, uplink })))
    .map(({ router, uplink }, index) => customer(router, uplink, index));
  const kinds = [...new Set(customers.map(({ kind }) => kind))].sort();
  const config = new Map<string, string[]>(kinds.map((kind) => [kind, []]));
  const add = (name: string, lines: readonly string[]) => config.set(name, [...(config.get(name) ?? []), ...lines]);
  for (const { kind, lines } of customers) add(kind, lines);
  const leases = customers.flatMap(({ lease }) => lease ?? []);
  const cables = hops(kinds).map(([kind, near, far], index) => {
    const addresses = customers.flatMap((one) => (one.kind === kind ? one.addresses : []));
    const hop = link(near, far, index, addresses);
    add(near, hop.near);
    add(far, hop.far);
    return hop.cable;
  });
  add("internet", [`addr add ${INTERNET.ipv4}/32 dev lo`, `addr add ${INTERNET.ipv6}/128 dev lo nodad`]);
  const hidden = groupBy(customers, ({ kind, translated }) => (translated ? kind : ""));
  const plain: PlainNamespace[] = [...config].map(([name, lines]) => ({
    name,
    forwards: true,
    lines,
    ...(hidden.has(name) ? { rules: translation((hidden.get(name) ?? []).flatMap(({ addresses }) => addresses)) } : {}),
  }));
  const host: Host = { namespace: "internet", place: "outside", zone: "internet", ...INTERNET, lines: [] };
  return {
    plain,
    hosts: [host],
    cables: [...customers.map(({ cable }) => cable), ...cables],
    handovers: customers.flatMap(({ handover }) => handover ?? []),
    leases,
    notes: customers.flatMap(({ note }) => note ?? []),
  };
}

interface Customer {
  readonly kind: string;
  readonly cable: Cable;
  /** Own addresses with full length. */
  readonly addresses: readonly string[];
  /** The operator's end. */
  readonly lines: readonly string[];
  readonly handover?: Handover;
  readonly lease?: Lease;
  /** The operator translates its address on the way out: nobody can call it. */
  readonly translated?: true;
  readonly note?: string;
}

/** A line: the operator has the gateway's address on it and a route to the customer's. */
function customer({ device: { name: node } }: RouterIntent, uplink: UplinkIntent, index: number): Customer {
  const port = `line${index}`;
  const { kind, mtu, handover } = uplink;
  const pairs: Pair[] =
    handover === "static" ? [uplink.ipv4, uplink.ipv6].flatMap((pair) => pair ?? []) : [pool(index)];
  const addresses = pairs.map(({ address }) => full(bare(address)));
  const gateways = pairs.map(({ gateway, length }) => (length ? `${gateway}/${length}` : full(gateway)));
  return {
    kind,
    cable: { a: { namespace: node, device: uplink.interface }, b: { namespace: kind, device: port } },
    addresses,
    lines: [
      `link set ${port} mtu ${mtu} up`,
      ...gateways.map((gateway) => `addr add ${gateway} dev ${port}`),
      ...addresses.map((address) => `route add ${address} dev ${port}`),
    ],
    ...dynamic(node, uplink, port, pool(index)),
  };
}

/** How a line that has no fixed address gets one. */
function dynamic(node: string, uplink: UplinkIntent, port: string, pair: Pair): Partial<Customer> {
  const { kind, handover, interface: name } = uplink;
  if (handover === "static") return {};
  if (handover !== "pppoe")
    return {
      lease: { namespace: kind, device: port, address: bare(pair.address), gateway: pair.gateway },
      ...(handover === "cgnat" ? { translated: true } : {}),
    };
  return {
    handover: { node, lines: handedOver(uplink, pair) },
    note: `${node} ${name}: declared pppoe; this kernel has no PPP, the address is put onto the line from outside`,
  };
}

/** What a client of PPPoE would have been given. */
function handedOver({ interface: name, mtu, table }: UplinkIntent, { address, gateway }: Pair): string[] {
  return [
    `link set ${name} mtu ${mtu} up`,
    `addr replace ${address} dev ${name} valid_lft 86400 preferred_lft 86400`,
    `route replace default via ${gateway} dev ${name} table ${table} proto dhcp`,
  ];
}

/** What an operator with too few addresses does (RFC 6888): many customers behind its own. */
function translation(addresses: readonly string[]): string {
  const customers = addresses.map(bare).join(", ");
  return `table ip operator { chain out { type nat hook postrouting priority srcnat; ip saddr { ${customers} } masquerade; }; }`;
}

interface Pair {
  /** With the length of the prefix. */
  readonly address: string;
  readonly gateway: string;
  /** The operator's end is in the same prefix: a server of DHCP looks for its pool by that. */
  readonly length?: number;
}

function pool(index: number): Pair {
  const first = POOL + BigInt(index) * 4n;
  return { address: `${formatAddress(first + 2n, 32)}/30`, gateway: formatAddress(first + 1n, 32), length: 30 };
}

/** Ways to the Internet, hop by hop: whose customers, from, to. */
function hops(kinds: readonly string[]): [string, string, string][] {
  return kinds.flatMap((kind): [string, string, string][] =>
    kind === "landesnetz"
      ? [
          [kind, kind, "filter"],
          [kind, "filter", "internet"],
        ]
      : [[kind, kind, "internet"]],
  );
}

/** A hop: everything goes on, the customers' addresses come back. */
function link(near: string, far: string, index: number, customers: readonly string[]) {
  const [near4, far4] = [1n, 2n].map((part) => formatAddress(BETWEEN + BigInt(index) * 4n + part, 32));
  const [near6, far6] = [1, 2].map((part) => `fd00:0:0:${index + 1}::${part}`);
  const side = (device: string, own4?: string, own6?: string) => [
    `link set ${device} up`,
    `addr add ${own4}/30 dev ${device}`,
    `addr add ${own6}/64 dev ${device} nodad`,
  ];
  return {
    cable: { a: { namespace: near, device: `to-${far}` }, b: { namespace: far, device: `to-${near}` } },
    near: [...side(`to-${far}`, near4, near6), `route add default via ${far4}`, `route add ::/0 via ${far6}`],
    far: [
      ...side(`to-${near}`, far4, far6),
      ...customers.map((address) => `route add ${address} via ${address.includes(":") ? near6 : near4}`),
    ],
  };
}

const full = (address: string) => `${address}/${address.includes(":") ? 128 : 32}`;
