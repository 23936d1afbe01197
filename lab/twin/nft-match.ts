import { formatAddress, parsePrefix, sizeOf } from "../../model/net.js";
import type { Packet } from "./static.js";

export type Matcher = (packet: Packet) => boolean;
/** Name of a set → its elements, each with its parts. */
export type NamedSets = ReadonlyMap<string, readonly (readonly string[])[]>;

/** A field of a packet as text; undefined where the packet does not have it, and then nothing matches. */
type Field = (packet: Packet) => string | undefined;

const FIELDS: Readonly<Record<string, Field>> = {
  iifname: ({ iifname }) => iifname,
  oifname: ({ oifname }) => oifname,
  iif: ({ iifname }) => iifname,
  oif: ({ oifname }) => oifname,
  "ip saddr": ({ family, source }) => (family === 4 ? source : undefined),
  "ip daddr": ({ family, destination }) => (family === 4 ? destination : undefined),
  "ip6 saddr": ({ family, source }) => (family === 6 ? source : undefined),
  "ip6 daddr": ({ family, destination }) => (family === 6 ? destination : undefined),
  "fib daddr oifname": ({ oifname }) => oifname,
  "fib daddr type": ({ broadcast }) => (broadcast ? "broadcast" : "unicast"),
  "meta nfproto": ({ family }) => `ipv${family}`,
  "meta l4proto": ({ protocol }) => protocol,
  "tcp dport": ({ protocol, dport }) => (protocol === "tcp" ? String(dport) : undefined),
  "udp dport": ({ protocol, dport }) => (protocol === "udp" ? String(dport) : undefined),
  "tcp sport": ({ protocol, sport }) => (protocol === "tcp" ? String(sport) : undefined),
  "udp sport": ({ protocol, sport }) => (protocol === "udp" ? String(sport) : undefined),
  "th dport": ({ dport }) => String(dport),
  "th sport": ({ sport }) => String(sport),
  "ct state": () => "new",
  // The first packet of a connection has no mark yet.
  "ct mark": () => "0x00000000",
  // Only TCP and UDP of end hosts is asked for: no ICMP, and a hop limit that has been lowered on the way.
  "icmp type": () => undefined,
  "icmpv6 type": () => undefined,
  "ip ttl": () => "63",
  "ip6 hoplimit": () => "63",
};

/**
 * Takes one match, or one look-up of a verdict, from the front of a rule's words.
 * @throws Error with the line where the words are not known
 */
export function matcherOf(
  tokens: string[],
  sets: NamedSets,
  line: string,
): Matcher | { lookup: (packet: Packet) => string | undefined } {
  const fields = [fieldOf(tokens, line)];
  while (tokens[0] === ".") {
    tokens.shift();
    fields.push(fieldOf(tokens, line));
  }
  if (tokens[0] === "vmap") {
    tokens.shift();
    return { lookup: lookup(fields, braces(tokens)) };
  }
  const negated = tokens[0] === "!=";
  if (negated) tokens.shift();
  const elements = valuesOf(tokens, sets, line).map((parts) => parts.map(valueMatcher));
  // The same few addresses and ports come again and again, and a set may have hundreds of elements.
  const known = new Map<string, boolean>();
  return (packet) => {
    const values = fields.map((field) => field(packet));
    if (values.includes(undefined)) return false;
    const key = values.join(" ");
    const found =
      known.get(key) ?? elements.some((parts) => parts.every((matches, index) => matches(values[index] ?? "")));
    known.set(key, found);
    return found !== negated;
  };
}

/** `dnat ip prefix to ip daddr map { … }`: prefixes of equal length, which keep the host part. */
export function translationOf(tokens: string[], line: string): (packet: Packet) => Packet | undefined {
  const words = tokens.splice(0, 7).join(" ");
  const side = { "dnat ip prefix to ip daddr map": "destination", "snat ip prefix to ip saddr map": "source" } as const;
  if (words !== "dnat ip prefix to ip daddr map" && words !== "snat ip prefix to ip saddr map")
    throw new Error(`not understood at "${words}": ${line}`);
  const end = side[words];
  const pairs = braces(tokens).map(([from = "", , to = ""]) => [rangeOf(from), rangeOf(to)] as const);
  return (packet) => {
    if (packet.family === 6) return undefined;
    const at = numberOf(packet[end]);
    const [from, to] = pairs.find(([{ first, last }]) => at >= first && at <= last) ?? [];
    return from && to && { ...packet, [end]: formatAddress(to.first + at - from.first, 32) };
  };
}

function fieldOf(tokens: string[], line: string): Field {
  for (const words of [1, 2, 3]) {
    const field = FIELDS[tokens.slice(0, words).join(" ")];
    if (!field) continue;
    tokens.splice(0, words);
    return field;
  }
  throw new Error(`not understood at "${tokens[0]}": ${line}`);
}

function valuesOf(tokens: string[], sets: NamedSets, line: string): readonly (readonly string[])[] {
  if (tokens[0] === "{") return braces(tokens).map((words) => [words.join(" ")]);
  const word = tokens.shift() ?? "";
  if (!word.startsWith("@")) return [[word]];
  const set = sets.get(word.slice(1));
  if (!set) throw new Error(`set ${word} does not exist: ${line}`);
  return set;
}

/** Elements between braces, each as its words. */
function braces(tokens: string[]): string[][] {
  const end = tokens.indexOf("}");
  const words = tokens.splice(0, end + 1).slice(1, -1);
  const elements: string[][] = [[]];
  for (const word of words) word === "," ? elements.push([]) : elements.at(-1)?.push(word);
  return elements.filter((element) => element.length > 0);
}

function lookup(fields: readonly Field[], elements: readonly string[][]) {
  const [field] = fields as [Field];
  const entries = elements.map((words) => {
    const colon = words.indexOf(":");
    return { matches: valueMatcher(words.slice(0, colon).join(" ")), verdict: words.slice(colon + 1).join(" ") };
  });
  return (packet: Packet) => {
    const value = field(packet);
    return value === undefined ? undefined : entries.find(({ matches }) => matches(value))?.verdict;
  };
}

/** One value: a name, a number, an address, a prefix, or a range of numbers or addresses. */
function valueMatcher(text: string): (value: string) => boolean {
  if (text.startsWith('"')) return (value) => value === text.slice(1, -1);
  const [first = "", last = first] = text.split("-");
  if (/^\d+(-\d+)?$/.test(text)) return (value) => Number(value) >= Number(first) && Number(value) <= Number(last);
  if (!/[.:]/.test(text)) return (value) => value === text;
  const from = rangeOf(first);
  const to = rangeOf(last);
  return (value) => {
    const at = numberOf(value);
    return at >= from.first && at <= to.last;
  };
}

function rangeOf(text: string): { first: bigint; last: bigint } {
  const prefix = parsePrefix(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
  return { first: prefix.base, last: prefix.base + sizeOf(prefix) - 1n };
}

const known = new Map<string, bigint>();

function numberOf(address: string): bigint {
  const found = known.get(address) ?? rangeOf(address).first;
  known.set(address, found);
  return found;
}
