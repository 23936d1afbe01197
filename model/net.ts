import ipaddr from "ipaddr.js";

/** An IP prefix as numbers. ipaddr.js parses and prints; it has no arithmetic, which allocation needs. */
export interface Prefix {
  readonly bits: 32 | 128;
  readonly base: bigint;
  readonly length: number;
}

/** @throws Error when the text is no prefix; declarations are checked for that before. */
export function parsePrefix(text: string): Prefix {
  const known = parsed.get(text);
  if (known) return known;
  const six = text.includes(":");
  const [address, length] = six ? ipaddr.IPv6.parseCIDR(text) : ipaddr.IPv4.parseCIDR(text);
  const prefix: Prefix = { bits: six ? 128 : 32, base: toNumber(address.toByteArray()), length };
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, prefix);
  return prefix;
}

/** Every device of a site asks for the same few prefixes; parsing them again took half of a resolution. */
const parsed = new Map<string, Prefix>();
const MAX_PARSED = 10_000;

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.base, prefix.bits)}/${prefix.length}`;
}

export function formatAddress(address: bigint, bits: 32 | 128): string {
  // An allocation that was edited by hand may reach beyond the last address: it wraps, and the rules report it.
  const digits = BigInt.asUintN(bits, address)
    .toString(16)
    .padStart(bits / 4, "0");
  return bits === 32 ? new ipaddr.IPv4(groups(digits, 2)).toString() : new ipaddr.IPv6(groups(digits, 4)).toString();
}

function groups(digits: string, width: number): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < digits.length; at += width) numbers.push(Number.parseInt(digits.slice(at, at + width), 16));
  return numbers;
}

export function parseAddress(text: string): bigint {
  return toNumber(ipaddr.parse(text).toByteArray());
}

export function sizeOf(prefix: Prefix): bigint {
  return 1n << BigInt(prefix.bits - prefix.length);
}

/** Usable hosts of an IPv4 segment: network, broadcast and gateway taken off. */
export function usableHosts({ length }: Pick<Prefix, "length">): number {
  return 2 ** (32 - length) - 3;
}

/** The prefix of a length that an address lies in. */
export function networkOf(address: string, length: number): Prefix {
  const bits = address.includes(":") ? 128 : 32;
  const rest = BigInt(bits - length);
  return { bits, base: (parseAddress(address) >> rest) << rest, length };
}

/** One address as a prefix. */
export function single(address: string): Prefix {
  return networkOf(address, address.includes(":") ? 128 : 32);
}

/** The n-th address of a prefix; 0 is the network itself. */
export function host(prefix: Prefix, n: number): string {
  return formatAddress(prefix.base + BigInt(n), prefix.bits);
}

/** The n-th sub-prefix of a length. */
export function subnet(prefix: Prefix, length: number, n: number): Prefix {
  return { bits: prefix.bits, base: prefix.base + BigInt(n) * (1n << BigInt(prefix.bits - length)), length };
}

export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.bits === b.bits && a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a);
}

export function contains(outer: Prefix, inner: Prefix): boolean {
  return (
    outer.bits === inner.bits && outer.base <= inner.base && inner.base + sizeOf(inner) <= outer.base + sizeOf(outer)
  );
}

/** The lowest free prefix of a length in a pool, or undefined when it is full. `taken` must lie in the same family. */
export function firstFree(pool: Prefix, length: number, taken: readonly Prefix[]): Prefix | undefined {
  const step = 1n << BigInt(pool.bits - length);
  const end = pool.base + sizeOf(pool);
  let base = pool.base;
  const sorted = taken.filter((prefix) => overlaps(prefix, pool)).sort((a, b) => (a.base < b.base ? -1 : 1));
  for (const prefix of sorted) {
    if (base + step <= prefix.base) break;
    const next = prefix.base + sizeOf(prefix);
    if (next > base) base = ((next + step - 1n) / step) * step;
  }
  return base + step <= end ? { bits: pool.bits, base, length } : undefined;
}

function toNumber(bytes: readonly number[]): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** Of an IPv4 prefix, in the old notation: `255.255.252.0`. */
export function netmask(prefix: string): string {
  const { length } = parsePrefix(prefix);
  return formatAddress(((1n << BigInt(length)) - 1n) << BigInt(32 - length), 32);
}

/** The address that reaches all hosts of an IPv4 prefix (RFC 919 section 7). */
export function broadcastOf(text: string): string {
  const prefix = parsePrefix(text);
  return formatAddress(prefix.base + sizeOf(prefix) - 1n, prefix.bits);
}

/** `10.0.0.1/24` → `10.0.0.1`; an address without a length stays as it is. */
export const bare = (address: string): string => address.replace(/\/.*/, "");
