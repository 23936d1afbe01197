import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseRuleset } from "../../../lab/twin/static.js";
import type { InstanceIntent, RouterIntent } from "../../../model/intent.js";
import { host, parsePrefix } from "../../../model/net.js";
import { linux } from "../../../render/adapters/linux/linux.js";
import { PROJECT, ready } from "../../../scripts/lib/command.js";
import { hub, site } from "./fixtures.js";

const rulesOf = (intent: ReturnType<typeof hub>, instance = "education") =>
  linux.router?.(intent).get(`${instance}/nftables`) ?? "";
/** Lines of a chain. */
const chain = (rules: string, name: string) =>
  new RegExp(`^\tchain ${name} \\{\n([\\s\\S]*?)^\t\\}`, "m").exec(rules)?.[1]?.split("\n") ?? [];

describe("what a device says in its own name on a line", () => {
  const committed = (name: string) =>
    readFileSync(join(PROJECT, `inventories/hansestadt/devices/${name}/education/nftables`), "utf8");

  it.each([
    ["a hub", rulesOf(hub())],
    ["a site's router", rulesOf(site())],
    ["a hub of the city", committed("hub-dc1")],
    ["a router of the city", committed("rou-001-01")],
  ])("has a receiver, or is an answer to who called: %s", (_, rules) => {
    const begun = chain(rules, "output").filter((rule) => rule.includes('oifname "wan') || rule.includes('{ "wan'));
    expect(begun.length).toBeGreaterThan(2);
    // The tunnels' own ports; neighbour discovery never leaves the line; a DHCP server's address is not known before; a mirror
    // of Debian has no fixed one, but nobody except apt's own user gets there.
    const answers =
      / udp sport \{ 5|icmpv6 type \{ nd-neighbor-solicit|udp sport 68 udp dport 67| meta skuid 42 tcp dport \{ 80, 443 \} accept$/;
    expect(begun.filter((rule) => !answers.test(rule) && !/ ip6? daddr (?!!=)/.test(rule))).toEqual([]);
  });

  it("is, of a hub, SSH to the sites' lines alone, and to what an engineer names for an hour", () => {
    const rules = rulesOf(hub());
    const [line] = site(1).uplinks;
    expect(chain(rules, "output").filter((rule) => rule.includes("dport 22"))).toEqual([
      expect.stringContaining(`${line?.ipv4?.address.split("/")[0]}`),
      expect.stringMatching(/ip daddr @first-contact tcp dport 22 accept/),
    ]);
    expect(rules).toMatch(/set first-contact \{\n\t\ttype ipv4_addr\n\t\tflags timeout\n\t\}/);
    const known = { ...hub(), firstContact: { fixed: ["198.51.100.9"], others: false } };
    expect(rulesOf(known)).not.toContain("@first-contact");
  });
});

describe("the Verwaltung's instance, should a policy say too much,", () => {
  const { routers } = ready(join(PROJECT, "traeger/hansestadt"), { warnings: false }).platform.network;
  const [router, centre] = [routers["rou-001-01"], routers["hub-dc1"]] as [RouterIntent, RouterIntent];
  const segmentOf = ({ instances }: RouterIntent, role: string) =>
    instances.flatMap(({ segments }) => segments).find((segment) => segment.role === role);
  const first = (prefix = "") => host(parsePrefix(prefix), 9);

  /** Whether a packet passes where everything is allowed, by the rules as text. */
  function passes(intent: RouterIntent, change: Partial<InstanceIntent>, oifname: string, from: string, to: string) {
    const everywhere = ["0.0.0.0/0", "::/0"];
    const instances = intent.instances.map((instance): InstanceIntent => {
      if (instance.id !== "verwaltung") return instance;
      const inside = instance.segments[0]?.interface ?? "";
      const ends = [
        { at: "segment", zone: "verwaltung", interface: inside, prefixes: everywhere },
        { at: "tunnel", zone: "verwaltung-central", prefixes: everywhere },
      ] as const;
      const about = {
        id: "all",
        purpose: { de: "alles", en: "all" },
        owner: { de: "niemand", en: "nobody" },
        source: "a mistake",
        class: "other",
      } as const;
      const policies = [ends, [...ends].reverse()].map(([a, b]) => ({ ...about, protocol: "any", from: a, to: b }));
      return { ...instance, ...change, policies: policies as unknown as InstanceIntent["policies"] };
    });
    const rules = parseRuleset(rulesOf({ ...intent, instances }, "verwaltung"));
    const [inside, tunnel] = ["seg-verwaltung", instances[1]?.tunnels[0]?.interface ?? ""];
    const iifname = oifname === inside ? tunnel : inside;
    const family = from.includes(":") ? 6 : 4;
    const packet = {
      iifname,
      oifname: oifname === inside ? inside : tunnel,
      family,
      source: from,
      destination: to,
    } as const;
    return rules.forwards({ ...packet, protocol: "tcp", sport: 40_000, dport: 443 }) !== undefined;
  }

  const office = segmentOf(router, "verwaltung");
  const pupils = segmentOf(router, "pupils");
  const servers = segmentOf(centre, "servers");
  const ends = [
    [first(office?.ipv4), "172.16.9.9", first(pupils?.ipv4), first(servers?.ipv4)],
    [first(office?.ipv6), "fd0e:250:9::9", first(pupils?.ipv6), first(servers?.ipv6)],
  ] as const;

  it.each(ends)(
    "lets nothing pass between %s and the educational network, and what is its own",
    (own, far, ...closed) => {
      expect(passes(router, {}, "tunnel", own, far)).toBe(true);
      expect(passes(router, {}, "seg-verwaltung", far, own)).toBe(true);
      expect(passes(centre, {}, "seg-verwaltung", own, far)).toBe(true);
      for (const other of closed) {
        expect(passes(router, {}, "tunnel", own, other)).toBe(false);
        expect(passes(router, {}, "seg-verwaltung", other, own)).toBe(false);
        expect(passes(centre, {}, "seg-verwaltung", own, other)).toBe(false);
        expect(passes(centre, {}, "tunnel", other, own)).toBe(false);
      }
      expect(passes(router, { closed: [] }, "tunnel", own, closed[0])).toBe(true);
    },
  );
});
