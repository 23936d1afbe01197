import { beforeAll, describe, expect, it } from "vitest";
import type { Expectation } from "../../lab/twin/expected.js";
import { onFallback } from "../../lab/twin/fallback.js";
import type { Host } from "../../lab/twin/hosts.js";
import { pairsOf } from "../../lab/twin/pairs.js";
import { compare, differs, passes, passesToAll, pathOf, questions } from "../../lab/twin/paths.js";
import { parseRuleset, type Ruleset } from "../../lab/twin/static.js";
import { topologyOf } from "../../lab/twin/topology.js";
import { callsOf } from "../../lab/twin/wake-on-lan.js";
import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { renderDevices } from "../../render/adapters/adapter.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { expectedOf } from "../support/expected.js";

const SITES = 2;
/** Seed of the mutants: the same ones in every run. */
const SEED = 4711;

/** Lines that allow something between zones by TCP or UDP: the matrix asks by no other protocol. */
const ALLOWS = /^\t\t(?!.*icmp).* (?:accept|goto \S+) comment "/;

let platform: Platform;
let expected: Expectation;
let pairs: [Host, Host][];
let texts: Map<string, string>;
let site: string;
/** Router of another site, whose second line is narrow. */
let narrow: RouterIntent;

beforeAll(() => {
  ({ platform, expected } = expectedOf("hansestadt"));
  const places = Object.keys(platform.sites).slice(0, SITES);
  const all = Object.values(platform.network.routers);
  narrow = all.find(({ uplinks }) => uplinks.some(({ refuses }) => refuses)) as RouterIntent;
  const routers = all.filter((one) => one.role === "hub" || places.includes(one.site ?? "") || one === narrow);
  texts = new Map(
    renderDevices({ routers: Object.fromEntries(routers.map((one) => [one.device.name, one])), switches: {} }),
  );
  site = routers.find((one) => one.site === places[0])?.device.name ?? "";
  const { hosts } = topologyOf(platform, places, ovsFiles);
  const crossed = hosts.flatMap((from) => hosts.map((to): [Host, Host] => [from, to]));
  pairs = crossed.filter(([from, to]) => from !== to && from.zone !== "internet");
});

const rulesets = (changed: ReadonlyMap<string, string> = new Map()) => rulesetsOf(texts, changed);

const rulesetsOf = (files: ReadonlyMap<string, string>, changed: ReadonlyMap<string, string>) => {
  const parsed = new Map<string, Ruleset>();
  for (const [path, text] of files) {
    const [, device, instance] = path.match(/^devices\/([^/]+)\/([^/]+)\/nftables$/) ?? [];
    if (device) parsed.set(`${device}/${instance}`, parseRuleset(changed.get(path) ?? text));
  }
  return parsed;
};

describe("the rendered packet filters, read as text,", () => {
  it("let by a site's second line what it carries, and nothing that it refuses", () => {
    const { site: place = "", device } = narrow;
    const own = pairsOf(topologyOf(platform, [place], ovsFiles).hosts, [place]).packets.filter(([from, to]) =>
      [from.place, to.place].includes(place),
    );
    const [normal, fallback] = [expected, expected.withoutPrimary(place)];
    expect(compare(platform, rulesets(), normal, own).differences).toEqual([]);
    const { asked, differences } = compare(onFallback(platform, narrow), rulesets(), fallback, own);
    expect(differences).toEqual([]);
    const lost = own.flatMap(([from, to]) =>
      normal.ports(to).filter(({ protocol, port }) => {
        const before = normal.allowed(from, to, protocol, port);
        return before !== undefined && fallback.allowed(from, to, protocol, port) === undefined;
      }),
    );
    expect([asked > 1000, lost.length > 20]).toEqual([true, true]);
    const path = `devices/${device.name}/education/nftables`;
    for (const [from, to] of [
      [/ goto not-by-2 /g, " accept "],
      [/counter reject.*/g, "counter"],
      [/(chain not-by-2 \{\n)/, "$1\t\taccept\n"],
    ] as const) {
      const text = (texts.get(path) ?? "").replace(from, to);
      expect(differs(onFallback(platform, narrow), rulesets(new Map([[path, text]])), fallback, own)).toBe(true);
    }
  });

  it("allow exactly what the flow tables allow, between all hosts of two sites, the data centres and the Internet", () => {
    const { asked, differences } = compare(platform, rulesets(), expected, pairs);
    expect(differences).toEqual([]);
    expect(asked).toBeGreaterThan(10_000);
  });

  it("of the hub pair let packets for a site that only the second hub reaches cross it, and exactly those of the flow tables", () => {
    const rules = rulesets();
    const central = pairs.filter(([from, to]) => from.place === "rechenzentrum" && platform.sites[to.place]);
    const found = central.flatMap(([from, to]) => crossing(rules, from, to));
    const zones = new Set(found.flatMap(({ row, from }) => (row === undefined ? [] : from.zone)));
    expect([...zones].sort()).toEqual(["dc-dmz", "dc-management"]);
    expect(found.filter(({ row, passes }) => passes !== (row !== undefined))).toEqual([]);
  });

  it("of a hub hand over nothing that came from a site, and take over no sender but the data centres' own", () => {
    const [a, b] = platform.network.routers["hub-dc1"]?.instances[0]?.tunnels[0]?.peers ?? [];
    const [from = "", to = ""] = [a, b].map((peer) => peer?.allowed[0]?.replace(/\.\d+\/.*/, ".10"));
    const packet = { family: 4, source: from, destination: to, protocol: "tcp", sport: 40_000, dport: 443 } as const;
    const hub = rulesets().get("hub-dc1/education");
    expect(hub?.forwards({ ...packet, iifname: "tun-1", oifname: PAIR })).toBeUndefined();
    expect(hub?.forwards({ ...packet, iifname: PAIR, oifname: "tun-1" })).toBeUndefined();
  });

  it("are told from each of at least thirty seeded mutants", () => {
    const path = `devices/${site}/education/nftables`;
    const mutants = mutantsOf(texts.get(path) ?? "");
    expect(mutants.length).toBeGreaterThanOrEqual(30);
    const place = platform.network.routers[site]?.site;
    const own = pairs.filter(([from, to]) => from.place === place || to.place === place);
    const missed = mutants.filter(({ text }) => !differs(platform, rulesets(new Map([[path, text]])), expected, own));
    expect(missed.map(({ what }) => what)).toEqual([]);
  });

  it("let a server wake the computers that it manages, and nobody else anybody; each mutant is found", () => {
    const place = "kreuzhof";
    const router = Object.values(platform.network.routers).find((one) => one.site === place) as RouterIntent;
    const routers = Object.values(platform.network.routers).filter((one) => one === router || one.role === "hub");
    const files = renderDevices({
      routers: Object.fromEntries(routers.map((one) => [one.device.name, one])),
      switches: {},
    });
    const path = `devices/${router.device.name}/education/nftables`;
    const calls = callsOf(topologyOf(platform, [place], ovsFiles).hosts, platform, expected);
    const wrong = (changed?: string) => {
      const rules = rulesetsOf(files, changed === undefined ? new Map() : new Map([[path, changed]]));
      return calls.filter(
        ({ from, to, port, row }) =>
          passesToAll(rules, pathOf(platform, from, to), from, to, port) !== (row !== undefined),
      );
    };
    expect(wrong()).toEqual([]);
    const woken = calls.filter(({ row }) => row !== undefined);
    const kinds = woken.map(({ from, to, port, row }) => {
      return `${row}: ${platform.machines[from.machine ?? ""]?.kind} ${to.zone} ${port}`;
    });
    expect(kinds.sort()).toEqual(
      ["filewave", "filewave-booster", "ucs-school-server"].map((kind) => `wake-on-lan: ${kind} pupils 9`),
    );
    expect(calls.length).toBeGreaterThan(200);
    const text = files.get(path) ?? "";
    for (const mutant of [
      text.replace(/^.*daddr type broadcast.*\n/m, ""),
      text.replace("counter drop\n\t}\n\n\tchain drop-sources", "accept\n\t}\n\n\tchain drop-sources"),
      text.replace(/^.*oifname "seg-pupils".*comment "wake-on-lan"\n/m, ""),
      text.replace(/ udp dport 9 accept comment "wake-on-lan"/, ' accept comment "wake-on-lan"'),
      text.replace(/ip saddr \S+ (oifname "seg-pupils" ip daddr \S+ udp dport 9)/, "$1"),
    ]) {
      expect(mutant).not.toBe(text);
      expect(wrong(mutant)).not.toEqual([]);
    }
  });

  it("are refused where a rule is not understood", () => {
    const text = texts.get(`devices/${site}/education/nftables`) ?? "";
    const chain = "chain forward-seg-staff {";
    const strange = text.replace(chain, `${chain}\n\t\tsocket transparent 1 accept`);
    expect(strange).not.toBe(text);
    expect(() => parseRuleset(strange)).toThrow(/not understood at "socket"/);
  });
});

/** Segment on which the hubs of the pair hand packets over. */
const PAIR = "seg-management";

/** Each question from a data centre to a site, with what the rules say on the way over both hubs. */
function crossing(rules: ReadonlyMap<string, Ruleset>, from: Host, to: Host) {
  const [first, ...rest] = pathOf(platform, from, to) ?? [];
  if (first?.instance !== "education") return [];
  const hops = [{ ...first, oifname: PAIR }, { ...first, router: "hub-dc2", iifname: PAIR }, ...rest];
  return questions(expected, from, to).map((question) => ({
    ...question,
    row: expected.allowed(from, to, question.protocol, question.port),
    passes: passes(rules, hops, question),
  }));
}

interface Mutant {
  readonly what: string;
  readonly text: string;
}

/** Where a segment has no IPv6, two rules before any other drop it: both are taken out. */
function withIpv6(text: string, zone: string): string {
  const off = `iifname "${zone}" meta nfproto ipv6 counter drop`;
  if (!text.includes(off)) return text;
  return text
    .replace(off, "")
    .replace(/(set sources6 \{\n.*\n.*\n\t\telements = \{)/, `$1 "${zone}" . fd00::/8,\n\t\t\t    `);
}

function mutantsOf(text: string): Mutant[] {
  const lines = text.split("\n");
  const random = generator(SEED);
  const chainOf = (index: number) => lines.slice(0, index).findLast((line) => line.startsWith("\tchain ")) ?? "";
  const rules = lines.flatMap((line, index) =>
    ALLOWS.test(line) && chainOf(index).includes("forward-") ? [index] : [],
  );
  const some = <T>(items: readonly T[], count: number) =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ item }) => item);
  const without = (index: number) => lines.filter((_, other) => other !== index).join("\n");
  const withLine = (index: number, line: string) =>
    lines.map((old, other) => (other === index ? line : old)).join("\n");
  const branches = lines.findIndex((line) => line.startsWith("\t\tiifname vmap") && line.includes("forward-"));
  const zones = [...(lines[branches] ?? "").matchAll(/"(seg-\S+)" : jump (\S+?)[, ]/g)].map(
    ([, zone = "", to = ""]) => ({ zone, to }),
  );
  const branchLine = lines[branches] ?? "";
  const inChain = (name: string, rule: string) =>
    text.replace(`\tchain ${name} {\n`, `\tchain ${name} {\n\t\t${rule}\n`);
  const six = rules.filter((index) => lines[index]?.includes("ip6 "));
  return [
    ...some(rules, 8).map((index) => ({ what: `dropped rule: ${lines[index]?.trim()}`, text: without(index) })),
    ...some(six, 4).map((index) => ({ what: `IPv6 forgotten: ${lines[index]?.trim()}`, text: without(index) })),
    ...some(zones, 6).map(({ to }) => ({ what: `any-any in ${to}`, text: inChain(to, "accept") })),
    ...some(zones, 6).map(({ zone, to }) => ({
      what: `IPv6 open in ${to}`,
      text: withIpv6(inChain(to, "meta nfproto ipv6 accept"), zone),
    })),
    ...some(zones, 6).map(({ zone, to }) => {
      const other = zones[(zones.findIndex((one) => one.zone === zone) + 1) % zones.length];
      return {
        what: `swapped zone: ${zone} uses ${other?.to}`,
        text: withLine(branches, branchLine.replace(`"${zone}" : jump ${to}`, `"${zone}" : jump ${other?.to}`)),
      };
    }),
    ...some(
      rules.filter((index) => /oifname "(seg|wan|tun)/.test(lines[index] ?? "")),
      6,
    ).map((index) => ({
      what: `wrong interface: ${lines[index]?.trim()}`,
      text: withLine(index, (lines[index] ?? "").replace(/oifname "[^"]+"/, 'oifname "seg-voice"')),
    })),
  ];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
