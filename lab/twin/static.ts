import { type Matcher, matcherOf, type NamedSets, translationOf } from "./nft-match.js";

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
  /** @returns the packet as it goes on, with the addresses that it has then; undefined: it is dropped */
  forwards(packet: Packet): Packet | undefined;
}

interface Chain {
  /** Hook and priority of a base chain. */
  readonly stage?: string;
  readonly policy: "accept" | "drop";
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly matchers: readonly Matcher[];
  /** Verdict, or what a look-up gives. */
  readonly verdict: (packet: Packet) => string | undefined;
  /** Other addresses, 1:1; undefined where the rule gives none. */
  readonly translate?: ((packet: Packet) => Packet | undefined) | undefined;
}

/** Hook and priority of the chains that are looked at → their type, in the order in which a packet passes them. */
const STAGES: Readonly<Record<string, string>> = {
  "prerouting raw": "filter",
  "prerouting dstnat": "nat",
  "forward filter": "filter",
  "postrouting srcnat": "nat",
};

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
  const stages = Object.keys(STAGES).flatMap((stage) => [...chains.values()].filter((base) => base.stage === stage));
  if (!stages.some(({ stage }) => stage === "forward filter")) throw new Error("no chain decides about forwarding");
  return {
    forwards: (packet) =>
      stages.reduce<Packet | undefined>((found, base) => found && passed(base, found, chains), packet),
  };
}

function passed(base: Chain, packet: Packet, chains: ReadonlyMap<string, Chain>): Packet | undefined {
  if ((run(base, packet, chains) ?? base.policy) !== "accept") return undefined;
  for (const { matchers, translate } of base.rules) {
    const translated = matchers.every((matches) => matches(packet)) ? translate?.(packet) : undefined;
    if (translated) return translated;
  }
  return packet;
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
  const stage = `${hook} ${priority}`;
  const known = !base || STAGES[stage] === type;
  return {
    ...(base ? { stage } : {}),
    policy: policy === "drop" ? "drop" : "accept",
    rules: known ? lines.slice(base ? 1 : 0).map((line) => rule(line, sets)) : [],
  };
}

function rule(line: string, sets: NamedSets): Rule {
  const tokens = line.match(/"[^"]*"|[{},]|[^\s{},]+/g) ?? [];
  const matchers: Matcher[] = [];
  let verdict: Rule["verdict"] = () => undefined;
  let translate: Rule["translate"];
  while (tokens.length > 0) {
    const word = tokens[0];
    // What is hidden behind a line's address has passed all that decides.
    if (word === "counter" || word === "notrack" || word === "masquerade") tokens.shift();
    else if (word === "comment") tokens.splice(0, 2);
    else if (word === "limit")
      tokens.splice(0, 6); // limit rate N burst N packets
    else if (word === "log") tokens.splice(0, 3);
    else if (tokens.slice(0, 3).join(" ") === "ct mark set") tokens.splice(0, 4);
    else if (word === "dnat" || word === "snat") translate = translationOf(tokens, line);
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
  return { matchers, verdict, translate };
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
