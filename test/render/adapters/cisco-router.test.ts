import { beforeAll, describe, expect, it } from "vitest";
import type { Policy, PolicyEnd, RouterIntent } from "../../../model/intent.js";
import { ciscoIos } from "../../../render/adapters/cisco-ios/cisco-ios.js";
import { changedBase, checkTexts } from "../../support/declaration.js";
import { canReadIos, type Understood, understood } from "../../support/ios.js";
import { allows, read } from "./cisco-router-meaning.js";
import { site } from "./fixtures.js";

const LINES = `uplinks:
  - { kind: landesnetz, technology: fibre, downMbit: 100, upMbit: 100, role: primary, handover: static, ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 } }
  - { kind: telekom, technology: dsl, downMbit: 50, upMbit: 20, role: fallback, handover: dhcp }
router: { model: catalyst-8200l }
segments: { guests: { ipv6Mode: off } }
`;

/** A site without tunnels, with a Cisco router, out of the model. */
function cisco(): RouterIntent {
  const texts = changedBase({
    replace: {
      "sites/suedweg.yaml": {
        "uplinks:\n  - { kind: landesnetz, nameservers: [198.18.9.53], technology: fibre, downMbit: 100, upMbit: 100, role: primary }\n":
          LINES,
      },
    },
  });
  const { platform, diagnostics } = checkTexts(texts);
  const intent = Object.values(platform?.network.routers ?? {}).find(({ device }) => device.adapter === "cisco-ios");
  if (!intent) throw new Error(`no router: ${JSON.stringify(diagnostics)}`);
  return intent;
}

const render = (intent: RouterIntent) => ciscoIos.router?.(intent).get("running-config") ?? "";

describe("a Cisco router", () => {
  it("is rendered as it was reviewed", async () => {
    await expect(render(cisco())).toMatchFileSnapshot("golden/catalyst-8200l/running-config");
  });

  it("passes on to a server in the building what devices ask for addresses", () => {
    const own = cisco();
    const segments = own.instances[0]?.segments ?? [];
    const dhcp = { owner: "school-server" as const, servers: ["10.80.35.4"] };
    const relayed = segments.map((it) => (it.role === "pupils" ? { ...it, dhcp } : it));
    const text = render({
      ...own,
      instances: own.instances.map((it, at) => (at === 0 ? { ...it, segments: relayed } : it)),
    });
    const block = text.split("\ninterface ").find((it) => it.includes("description pupils")) ?? "";
    expect(block.split("\n").map((line) => line.trim())).toContain("ip helper-address 10.80.35.4");
    expect(text).not.toContain("ip dhcp pool seg-pupils");
    expect(render(own)).toContain("ip dhcp pool seg-pupils");
  });

  it("refuses by name what it does not do", () => {
    const intent = cisco();
    const [education, ...others] = intent.instances;
    const [segment, ...rest] = education?.segments ?? [];
    const [line, second] = intent.uplinks;
    if (!education || !segment || !line || !second) throw new Error("not the site that was expected");
    const fallback = { owner: "central" as const, servers: ["10.0.0.9"], withoutUplink: "router" as const };
    const translated = { ipv4: "10.99.0.0/24", until: "2027-07-31", reason: "Sommerferien" };
    const cases: [string, Partial<RouterIntent>][] = [
      ["hub", { role: "hub" }],
      ["wireguard", { instances: [{ ...education, tunnels: site().instances[0]?.tunnels ?? [] }] }],
      ["pppoe", { uplinks: [line, { ...second, handover: "pppoe" }] }],
      [
        "line-choice",
        {
          uplinks: [
            { ...line, role: "fallback" },
            { ...second, role: "primary" },
          ],
        },
      ],
      ["nat66", { uplinks: [{ ...line, ipv6: { address: "2001:db8::2/64", gateway: "2001:db8::1" } }, second] }],
      [
        "dhcp-fallback",
        { instances: [{ ...education, segments: [{ ...segment, dhcp: fallback }, ...rest] }, ...others] },
      ],
      ["translation", { instances: [{ ...education, segments: [{ ...segment, translated }, ...rest] }, ...others] }],
      ["ports", { uplinks: [line, second, second, second] }],
    ];
    for (const [feature, change] of cases)
      expect(() => render({ ...intent, ...change }), feature).toThrow(expect.objectContaining({ feature }));
    expect(() => render({ ...intent, chassis: undefined as never })).toThrow(/names no ports/);
  });

  it("a name that could be a command never reaches a file", () => {
    const intent = cisco();
    for (const name of ["a\nno aaa new-model", "a b", "a!", "a?"])
      expect(() => render({ ...intent, device: { ...intent.device, name } })).toThrow(/characters/);
  });
});

/** Four of the segments: the collection's parser takes tens of milliseconds for each entry of a list. */
function few(intent: RouterIntent): RouterIntent {
  const kept = new Set(["seg-staff", "seg-pupils", "seg-printers", "seg-verwaltung"]);
  const known = ({ from, to }: Policy) =>
    [from, to].every((end) => end.at !== "segment" || kept.has(end.interface)) && from.at === "segment";
  return {
    ...intent,
    instances: intent.instances.map((it) => ({
      ...it,
      segments: it.segments.filter(({ interface: name }) => kept.has(name)),
      policies: it.policies.filter(known),
      services: it.services.filter(known),
    })),
  };
}

describe.skipIf(!canReadIos)("cisco.ios and hier_config", () => {
  const intent = few(cisco());
  const policies = intent.instances.flatMap((it) => [...it.policies, ...it.services]);
  const lines = render(intent).split("\n");
  /** Every fourth entry of an access list that lets something through, once missing. */
  const mutants = [...lines.keys()]
    .filter((at) => /^ \d+ permit (tcp|udp) /.test(lines[at] ?? "") && !/bootp/.test(lines[at] ?? ""))
    .filter((_, index) => index % 4 === 0);
  let readings: Readonly<Record<string, Understood>> = {};
  beforeAll(() => {
    const without = mutants.map((at) => [at, [...lines.slice(0, at), ...lines.slice(at + 1)].join("\n")]);
    readings = understood({ whole: lines.join("\n"), ...Object.fromEntries(without) });
  });
  const whole = () => readings.whole as Understood;

  it("read out of a router's text what the intent says", () => {
    expect(whole().remedy).toEqual([]);
    expect(read(whole())).toEqual({
      hostname: intent.device.name,
      segments: intent.instances
        .flatMap(({ id, segments }) =>
          segments.map(({ vlan, addresses }) =>
            `${vlan} ${id === "verwaltung" ? id : ""} ${[...addresses].sort().join(" ")}`.toLowerCase(),
          ),
        )
        .sort(),
      lines: ["198.18.1.6/30", "dhcp"],
      routes: ["1 198.18.1.5", "11 dhcp"],
      translated: 2,
    });
  });

  it("the zones let through each policy of the intent, and nothing that none names", () => {
    expect(policies.length).toBeGreaterThan(10);
    const asked = policies.flatMap((policy) => packets(policy).map((packet) => ({ policy: policy.id, ...packet })));
    expect(asked.filter((packet) => !allows(whole(), packet))).toEqual([]);
    const zones = intent.instances.flatMap((it) => it.segments.map(({ interface: name }) => name));
    const strange = zones.flatMap((from) =>
      [...zones, "wan-1", "wan-2", "self"].flatMap((to) => {
        if (from === to) return [];
        return [{ from, to, source: "192.0.2.1", target: "192.0.2.2", protocol: "tcp", port: 6667 }];
      }),
    );
    expect(strange.filter((packet) => allows(whole(), packet))).toEqual([]);
  });

  it("find each entry of an access list that is missing", () => {
    const missed = mutants.filter((at) =>
      policies.every((policy) => packets(policy).every((packet) => allows(readings[at] as Understood, packet))),
    );
    expect(mutants.length).toBeGreaterThan(5);
    expect(missed.map((at) => lines[at])).toEqual([]);
  });
});

/** A packet of IPv4 for each end and port that a policy names. */
function packets({ from, to, protocol, ports }: Policy) {
  const numbers = (ports ?? "9").split(",").map((part) => Number(part.split("-")[0]));
  return sides(from).flatMap((source) =>
    sides(to).flatMap((target) =>
      numbers.map((port) => ({
        from: source.zone,
        to: target.zone,
        source: source.address,
        target: target.address,
        protocol: protocol === "any" ? "tcp" : protocol,
        port,
      })),
    ),
  );
}

function sides(end: PolicyEnd): { zone: string; address: string }[] {
  if (end.at === "device") return [{ zone: "self", address: "192.0.2.9" }];
  if (end.at === "internet") return end.via.map((zone) => ({ zone, address: "192.0.2.80" }));
  if (end.at !== "segment") return [];
  const addresses = end.prefixes.filter((prefix) => !prefix.includes(":")).map((prefix) => prefix.split("/")[0] ?? "");
  return addresses.map((address) => ({ zone: end.interface, address }));
}
