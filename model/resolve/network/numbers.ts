import type { InstanceId } from "../../intent.js";
import { host, type Prefix, parsePrefix, sizeOf, subnet } from "../../net.js";

/**
 * Every number of the coupling, derived in one place: both ends of a tunnel come to the same figures on their own.
 * A line's ordinal n (1 to 4) is its place in the site's declaration; a hub's index is 0 or 1.
 */

/** Private AS numbers of 32 bits (RFC 6996): the hubs have the first, sites follow by their number. */
export const HUB_ASN = 4_200_000_000;

/** First bytes of an outer packet that the tunnel takes from the line, over IPv6: IPv6 40, UDP 8. */
const OUTER = 48;
/** WireGuard: header 16, authentication 16. ESP with AES-GCM: SPI and sequence 8, IV 8, padding 0–3 and trailer 2, ICV 16. */
const OVERHEAD = { wireguard: OUTER + 32, ikev2: OUTER + 40 } as const;

const instanceIndex = (instance: InstanceId) => (instance === "education" ? 0 : 1);

export const siteAsn = (siteNumber: number) => HUB_ASN + siteNumber;

/** Table and firewall mark of a line. */
export const lineTable = (ordinal: number) => TABLES + ordinal;
export const lineOrdinal = (table: number) => table - TABLES;
const TABLES = 100;

export const tunnelMtu = (lineMtu: number, protocol: keyof typeof OVERHEAD) => lineMtu - OVERHEAD[protocol];

/** UDP port on which a hub is called. */
export const hubPort = (instance: InstanceId, ordinal: number) => 51_820 + 10 * instanceIndex(instance) + ordinal;

/** UDP port from which a site calls; all its tunnels' sockets live in one namespace. */
export const sitePort = (instance: InstanceId, ordinal: number, hub: number) => hubPort(instance, ordinal) + 5 * hub;

export const siteTunnel = (instance: InstanceId, ordinal: number, hub: string) =>
  `${instance === "education" ? "tun" : "tuv"}-${ordinal}-${hub}`;

export const hubTunnel = (instance: InstanceId, ordinal: number) =>
  `${instance === "education" ? "tun" : "tuv"}-${ordinal}`;

/** What IKEv2 calls an end: several tunnels run between two devices, each under names of its own. */
export const ikeIdentity = (instance: InstanceId, ordinal: number, device: string) =>
  `${hubTunnel(instance, ordinal)}.${device}`;

/** One key for a site's router and a hub in an instance; it lies with the site's keys. */
export const ikeSharedKey = (router: string, hub: string, instance: InstanceId) =>
  `secret://device/${router}/${hub}-${instance}`;

export interface Inner {
  readonly inner4: string;
  readonly inner6: string;
}

/** Both ends take the same place, 0 to 15, in a /28 of their own. */
export function inner(pool: { ipv4: Prefix; ipv6: Prefix }, instance: InstanceId, ordinal: number, hub: number): Inner {
  const place = instanceIndex(instance) * 8 + (ordinal - 1) * 2 + hub;
  return { inner4: host(pool.ipv4, place), inner6: host(pool.ipv6, place + 1) };
}

/** A data centre's inner addresses: its last /28, and subnet 15 of its IPv6 prefix, which the plan leaves free. */
export function hubPool(allocation: { readonly ipv4: string; readonly ipv6: string }): { ipv4: Prefix; ipv6: Prefix } {
  const ipv4 = parsePrefix(allocation.ipv4);
  const last = Number(sizeOf(ipv4) / 16n) - 1;
  return { ipv4: subnet(ipv4, 28, last), ipv6: subnet(parsePrefix(allocation.ipv6), 64, 15) };
}

/** Rank of a tunnel: the hub changes only when it is gone on all lines. */
export function preference(roles: readonly string[], ordinal: number, hub: number): number {
  const order = [...roles.keys()].sort(
    (a, b) => Number(roles[a] !== "primary") - Number(roles[b] !== "primary") || a - b,
  );
  return hub * Math.max(2, roles.length) + order.indexOf(ordinal - 1) + 1;
}
