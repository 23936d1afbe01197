import { beforeAll, describe, expect, it } from "vitest";
import type { Expectation } from "../../lab/twin/expected.js";
import type { Host } from "../../lab/twin/hosts.js";
import { pairsOf } from "../../lab/twin/pairs.js";
import { answers, compare, differs, pathOf } from "../../lab/twin/paths.js";
import { parseRuleset, type Ruleset } from "../../lab/twin/static.js";
import { topologyOf } from "../../lab/twin/topology.js";
import type { Platform } from "../../model/platform.js";
import { renderDevices } from "../../render/adapters/adapter.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { SAME, TRANSLATED, translatedPlatform } from "../support/translated.js";

let platform: Platform;
let expected: Expectation;
let hosts: readonly Host[];
let texts: ReadonlyMap<string, string>;
let rules: string;

beforeAll(() => {
  ({ platform, expected } = translatedPlatform());
  ({ hosts } = topologyOf(platform, [TRANSLATED.site, SAME.site], ovsFiles));
  const all = Object.values(platform.network.routers);
  const some = all.filter(({ role, site }) => role === "hub" || site === TRANSLATED.site || site === SAME.site);
  const routers = Object.fromEntries(some.map((router) => [router.device.name, router]));
  texts = new Map(renderDevices({ routers, switches: {} }));
  rules = `devices/${platform.sites[TRANSLATED.site]?.router.name}/education/nftables`;
});

function rulesets(changed: ReadonlyMap<string, string> = new Map()): Map<string, Ruleset> {
  const parsed = new Map<string, Ruleset>();
  for (const [path, text] of texts) {
    const [, device, instance] = path.match(/^devices\/([^/]+)\/([^/]+)\/nftables$/) ?? [];
    if (device) parsed.set(`${device}/${instance}`, parseRuleset(changed.get(path) ?? text));
  }
  return parsed;
}

const hostOf = (place: string, zone: string) =>
  hosts.find((host) => host.place === place && host.zone === zone && host.machine === undefined) as Host;

describe("a prefix that two sites have, translated at one of them,", () => {
  it("stands at its own router, and at the hubs the one of the address plan", () => {
    const { site, inside, outside } = TRANSLATED;
    const of = (name: string) => JSON.stringify(platform.network.routers[name]);
    const router = platform.sites[site]?.router.name ?? "";
    const [own] = platform.network.routers[router]?.instances ?? [];
    expect(own?.advertise).toContain(outside);
    expect(own?.advertise).not.toContain(inside);
    for (const hub of ["hub-dc1", "hub-dc2"]) {
      expect(of(hub)).toContain(outside);
      expect(of(hub)).not.toContain(inside);
      expect(of(hub)).toContain(SAME.prefix);
    }
    expect(texts.get(`devices/${router}/education/ip`)).toContain(`route blackhole ${outside}\n`);
  });

  it("is known to the firewalls of central machines by the one of the address plan", () => {
    const bases = Object.values(platform.stacks).map(({ base }) => JSON.stringify(base?.ipSets ?? {}));
    expect(bases.some((sets) => sets.includes(TRANSLATED.outside))).toBe(true);
    expect(bases.some((sets) => sets.includes(TRANSLATED.inside))).toBe(false);
  });

  it("is reached just as the flow tables say, and by no one outside with its addresses inside", () => {
    const { packets } = pairsOf(hosts, [TRANSLATED.site, SAME.site]);
    const { asked, differences } = compare(platform, rulesets(), expected, packets);
    expect(differences).toEqual([]);
    expect(asked).toBeGreaterThan(10_000);
    const staff = hostOf(TRANSLATED.site, "staff");
    const helper = hostOf("rechenzentrum", "dc-management");
    const found = [...answers(platform, rulesets(), expected, [[helper, staff]])].filter(({ family }) => family === 4);
    const open = found.filter(({ port }) => port === 5900);
    expect(open.map(({ hidden, passes, protocol }) => [hidden ?? false, passes, protocol])).toEqual([
      ...[
        [false, true, "tcp"],
        [true, false, "tcp"],
      ],
      ...[
        [false, true, "udp"],
        [true, false, "udp"],
      ],
    ]);
  });

  it("takes back to its own addresses what comes for those of the address plan, and nothing that comes for them", () => {
    const [staff, helper] = [hostOf(TRANSLATED.site, "staff"), hostOf("rechenzentrum", "dc-management")];
    const hop = pathOf(platform, helper, staff)?.at(-1);
    const site = rulesets().get(`${hop?.router}/education`);
    const about = { family: 4, protocol: "tcp", sport: 40_000, dport: 5900, source: helper.ipv4 } as const;
    const packet = { ...about, iifname: hop?.iifname ?? "", oifname: hop?.oifname ?? "" };
    const taken = site?.forwards({ ...packet, destination: staff.outside ?? "" });
    expect([taken?.destination, taken?.source]).toEqual([staff.ipv4, helper.ipv4]);
    expect(site?.forwards({ ...packet, destination: staff.ipv4 })).toBeUndefined();
    for (const source of [staff.ipv4, staff.outside ?? ""])
      expect(site?.forwards({ ...packet, source, destination: staff.outside ?? "" })).toBeUndefined();
  });

  it("is told from rules that translate one direction only, to other addresses, or somewhere else", () => {
    const { packets } = pairsOf(hosts, [TRANSLATED.site, SAME.site]);
    const own = packets.filter((pair) => pair.some(({ place, zone }) => place === TRANSLATED.site && zone === "staff"));
    for (const [from, to] of [
      [/\n.* dnat ip prefix .*/, ""],
      [/\n.* snat ip prefix .*/, ""],
      [/10\.64\.74\.0\/24 : 10\.17\.20\.0\/24/, "10.64.74.0/24 : 10.64.75.0/24"],
      [/10\.17\.20\.0\/24 : 10\.64\.74\.0\/24/, "10.17.20.0/24 : 10.65.74.0/24"],
      [/iifname \{ [^}]*\} dnat/, 'iifname "wan-1" dnat'],
    ] as const) {
      const text = (texts.get(rules) ?? "").replace(from, to);
      expect(text).not.toBe(texts.get(rules));
      expect(differs(platform, rulesets(new Map([[rules, text]])), expected, own)).toBe(true);
    }
  });

  it("has hosts in the twin that others call by the address plan, and no machine of the other site", () => {
    const staff = hostOf(TRANSLATED.site, "staff");
    expect([staff.ipv4, staff.outside]).toEqual(["10.17.20.63", "10.64.74.63"]);
    const machines = hosts.filter(({ place, machine }) => place === TRANSLATED.site && machine !== undefined);
    expect(machines.filter(({ ipv4 }) => ipv4.startsWith("10.17.20."))).toEqual([]);
  });
});
