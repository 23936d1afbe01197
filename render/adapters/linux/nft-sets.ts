import { formatAddress, parsePrefix, sizeOf } from "../../../model/net.js";

/** Sets in the order and form in which `nft list ruleset` (1.0.6) prints them, so that a device is compared by text. */

interface Interval {
  readonly from: bigint;
  readonly to: bigint;
}

const ALL: Readonly<Record<4 | 6, string>> = { 4: "0.0.0.0/0", 6: "::/0" };

export function ofFamily(prefixes: readonly string[], family: 4 | 6): string[] {
  return prefixes.filter((prefix) => prefix.includes(":") === (family === 6));
}

/** `ip saddr <set>`: undefined when there is no prefix of the family, "" when there is no condition. */
export function addressMatch(side: "saddr" | "daddr", prefixes: readonly string[], family: 4 | 6): string | undefined {
  const own = ofFamily(prefixes, family);
  if (own.length === 0) return undefined;
  if (own.includes(ALL[family])) return family === 4 ? "meta nfproto ipv4" : "meta nfproto ipv6";
  return `${family === 4 ? "ip" : "ip6"} ${side} ${anonymous(mergePrefixes(own))}`;
}

/** Overlapping and adjacent prefixes become one, as nft does it; whatever is no prefix then is a range. */
export function mergePrefixes(prefixes: readonly string[]): string[] {
  const key = prefixes.join();
  const known = merged.get(key);
  if (known) return known;
  const bits = prefixes[0]?.includes(":") ? 128 : 32;
  const whole = prefixes.map((text) => parsePrefix(text.includes("/") ? text : `${text}/${bits}`));
  const result = whole.every(({ length }) => length === bits)
    ? [...new Set(whole.map(({ base }) => base))].sort(ascending).map((base) => formatAddress(base, bits))
    : merge(whole.map((it) => ({ from: it.base, to: it.base + sizeOf(it) - 1n }))).map((it) => range(it, bits));
  if (merged.size > 10_000) merged.clear();
  merged.set(key, result);
  return result;
}

/** Flows of all sites name the same few lists. */
const merged = new Map<string, string[]>();

function merge(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => ascending(a.from, b.from))) {
    const last = result.at(-1);
    if (last && next.from <= last.to + 1n) result[result.length - 1] = { from: last.from, to: max(last.to, next.to) };
    else result.push(next);
  }
  return result;
}

function range({ from, to }: Interval, bits: 32 | 128): string {
  const size = to - from + 1n;
  const start = formatAddress(from, bits);
  if (size === 1n) return start;
  const host = size.toString(2).length - 1;
  const isPrefix = size === 1n << BigInt(host) && from % size === 0n;
  return isPrefix ? `${start}/${bits - host}` : `${start}-${formatAddress(to, bits)}`;
}

/** `80,443,16384-32768` as nft prints it: with a range among them, neighbours are joined. */
export function portSet(ports: string): string {
  const intervals = ports.split(",").map((part): Interval => {
    const [from = "0", to = from] = part.split("-");
    return { from: BigInt(from), to: BigInt(to) };
  });
  const sorted = ports.includes("-") ? merge(intervals) : [...intervals].sort((a, b) => ascending(a.from, b.from));
  return anonymous([...new Set(sorted.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)))]);
}

/** nft sorts interface names as the little-endian numbers that they are to the kernel. */
export function sortInterfaces(names: Iterable<string>): string[] {
  const reverse = (name: string) => [...name].reverse().join("");
  return [...new Set(names)].sort((a, b) => a.length - b.length || (reverse(a) < reverse(b) ? -1 : 1));
}

export function interfaceSet(names: Iterable<string>): string {
  return anonymous(sortInterfaces(names).map((name) => `"${name}"`));
}

export function anonymous(elements: readonly string[]): string {
  return elements.length === 1 ? `${elements[0]}` : `{ ${elements.join(", ")} }`;
}

/** A named set; nft breaks the line after two IPv4 addresses and after one of anything else. */
export function namedSet(name: string, type: string, elements: readonly string[]): string[] {
  const perLine = type === "ipv4_addr" ? 2 : 1;
  const rows: string[] = [];
  for (let i = 0; i < elements.length; i += perLine) rows.push(elements.slice(i, i + perLine).join(", "));
  return [
    `\tset ${name} {`,
    `\t\ttype ${type}`,
    "\t\tflags interval",
    ...(rows.length > 0 ? [`\t\telements = { ${rows.join(",\n\t\t\t     ")} }`] : []),
    "\t}",
  ];
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
