import { type Matcher, matcherOf, type NamedSets } from "./nft-match.js";

/** The first packet of a connection, at one router. */
export interface Packet {
  readonly iifname: string;
  readonly oifname: string;
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly protocol: "tcp" | "udp";
  readonly sport: number;
  readonly dport: number;
  /** To the broadcast address of one of the router's own segments. */
  readonly broadcast?: boolean;
}

/** A set of rules of nftables as text, understood far enough to say what becomes of a packet that is forwarded. */
export interface Ruleset {
  accepts(packet: Packet): boolean;
}

interface Chain {
  readonly hook?: string;
  readonly priority?: string;
  readonly policy: "accept" | "drop";
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly matchers: readonly Matcher[];
  /** Verdict, or what a look-up gives. */
  readonly verdict: (packet: Packet) => string | undefined;
}

/** Priorities of the chains that decide; others change packets only. */
const DECIDING = new Set(["prerouting raw", "forward filter"]);

/**
 * Reads a ruleset. Only what our rules use is known.
 * @throws Error on anything else: a rule that is not understood must not count as harmless
 */
export function parseRuleset(text: string): Ruleset {
  const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  const sets = namedSets(lines.join("\n"));
  const chains = new Map<string, Chain>();
  for (const [, name = "", body = ""] of lines.join("\n").matchAll(/^\tchain (\S+) \{\n([\s\S]*?)^\t\}/gm))
    chains.set(name, chain(body, sets));
  const deciding = [...chains.values()].filter(({ hook, priority }) => DECIDING.has(`${hook} ${priority}`));
  if (!deciding.some(({ hook }) => hook === "forward")) throw new Error("no chain decides about forwarding");
  return {
    accepts: (packet) => deciding.every((base) => (run(base, packet, chains) ?? base.policy) === "accept"),
  };
}

function run({ rules }: Chain, packet: Packet, chains: ReadonlyMap<string, Chain>): "accept" | "drop" | undefined {
  for (const { matchers, verdict } of rules) {
    if (!matchers.every((matches) => matches(packet))) continue;
    const [word, target = ""] = verdict(packet)?.split(" ") ?? [];
    if (word === "accept" || word === "drop") return word;
    if (word === "return") return undefined;
    if (word === "jump" || word === "goto") {
      const below = chains.get(target);
      if (!below) throw new Error(`chain ${target} does not exist`);
      const decided = run(below, packet, chains);
      if (decided || word === "goto") return decided;
    }
  }
  return undefined;
}

function chain(body: string, sets: NamedSets): Chain {
  const lines = body.split("\n").flatMap((line) => line.trim() || []);
  const base = lines[0]?.match(/^type (\S+) hook (\S+) priority (\S+); policy (accept|drop);$/);
  const [, type, hook, priority, policy] = base ?? [];
  const decides = !base || (type === "filter" && DECIDING.has(`${hook} ${priority}`));
  return {
    ...(hook ? { hook } : {}),
    ...(priority ? { priority } : {}),
    policy: policy === "drop" ? "drop" : "accept",
    rules:
      decides && !/^(input|output)/.test(hook ?? "") ? lines.slice(base ? 1 : 0).map((line) => rule(line, sets)) : [],
  };
}

function rule(line: string, sets: NamedSets): Rule {
  const tokens = line.match(/"[^"]*"|[{},]|[^\s{},]+/g) ?? [];
  const matchers: Matcher[] = [];
  let verdict: Rule["verdict"] = () => undefined;
  while (tokens.length > 0) {
    const word = tokens[0];
    if (word === "counter" || word === "notrack") tokens.shift();
    else if (word === "comment") tokens.splice(0, 2);
    else if (word === "limit")
      tokens.splice(0, 6); // limit rate N burst N packets
    else if (word === "log") tokens.splice(0, 3);
    else if (tokens.slice(0, 3).join(" ") === "ct mark set") tokens.splice(0, 4);
    else if (word === "reject") {
      tokens.splice(0, tokens[1] === "with" ? 4 : 1); // reject with tcp reset
      verdict = () => "drop";
      continue;
    } else if (word === "accept" || word === "drop" || word === "return") verdict = () => word;
    else if (word === "jump" || word === "goto") {
      const target = `${word} ${tokens[1]}`;
      tokens.splice(0, 2);
      verdict = () => target;
      continue;
    } else {
      const found = matcherOf(tokens, sets, line);
      if (typeof found === "function") matchers.push(found);
      else verdict = found.lookup;
      continue;
    }
    if (word === "accept" || word === "drop" || word === "return") tokens.shift();
  }
  return { matchers, verdict };
}

function namedSets(text: string): NamedSets {
  const sets = new Map<string, string[][]>();
  for (const [, name = "", body = ""] of text.matchAll(/^\tset (\S+) \{\n([\s\S]*?)^\t\}/gm)) {
    const elements = body.match(/elements = \{([\s\S]*?)\}/)?.[1] ?? "";
    sets.set(
      name,
      elements.split(",").flatMap((element) => (element.trim() ? [element.trim().split(" . ")] : [])),
    );
  }
  return sets;
}
