import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../model/rules/index.js";
import { ruleTexts } from "../../model/rules/texts.js";
import { type Change, changedBase, checkTexts } from "../support/declaration.js";
import { CASES, coupled, withExit } from "./cases.js";

describe("each rule", () => {
  const ids = RULES.map(({ id }) => id);

  it("has a text in German and English, and each text has a rule", () => {
    expect(Object.keys(ruleTexts()).sort()).toEqual([...ids].sort());
  });

  it("is exported from the file that has its name", () => {
    const files = readdirSync(new URL("../../model/rules", import.meta.url)).filter((file) => file.endsWith(".ts"));
    const helpers = ["index.ts", "lookups.ts", "rule.ts", "texts.ts"];
    expect(files.filter((file) => !helpers.includes(file)).sort()).toEqual(ids.map((id) => `${id}.ts`).sort());
  });

  it("has a firing and a quiet case", () => {
    expect(Object.keys(CASES).sort()).toEqual([...ids].sort());
  });

  it("stands in alphabetical order within its phase", () => {
    const phases = ["references", "declaration", "allocation", "platform"];
    const key = ({ id, phase }: (typeof RULES)[number]) => `${phases.indexOf(phase)} ${id}`;
    expect(RULES.map(key)).toEqual(RULES.map(key).sort());
  });
});

describe.each(Object.entries(CASES))("%s", (id, { fires, at, quiet }) => {
  it("reports the place that a person wrote", () => {
    const found = checkTexts(changedBase(fires)).diagnostics.filter(({ code }) => code === id);
    expect(found.map(({ position, path }) => `${position.file} ${path}`.trim())).toContain(at);
    for (const { severity } of found) expect(severity).toBe(ruleTexts()[id]?.severity);
  });

  it("is quiet where there is nothing to say", () => {
    const { diagnostics, platform } = checkTexts(changedBase(quiet));
    expect(diagnostics.filter(({ severity, code }) => severity === "error" || code === id)).toEqual([]);
    expect(platform).toBeDefined();
  });
});

describe("the hubs, too,", () => {
  const found = (from: string, to: string) =>
    checkTexts(changedBase(coupled(["traeger.yaml", from, to]))).diagnostics.map(({ code, path }) => `${code} ${path}`);

  it("have names of their own", () => {
    expect(found("id: hub2", "id: hub2\n      hostname: rou-002-01")).toContain("unique-names router.hostname");
  });

  it("have lines on which IPv6 fits into the tunnel", () => {
    expect(
      found(
        "{ address: 198.18.0.3/29, gateway: 198.18.0.1 } }",
        "{ address: 198.18.0.3/29, gateway: 198.18.0.1 }, mtu: 1359 }",
      ),
    ).toContain("tunnel-mtu coupling.hubs[1].lines[0].mtu");
  });
});

describe("names", () => {
  const lacking = (change: Parameters<typeof changedBase>[0]) =>
    checkTexts(changedBase(change))
      .diagnostics.filter(({ code }) => code === "resolver-missing")
      .map(({ path }) => path);
  const own = "nameservers: [198.18.9.53], ";

  it("are missed at a hub, too, and found for all lines of a kind under coupling", () => {
    expect(lacking(coupled())).toEqual(["coupling.hubs[0].lines", "coupling.hubs[1].lines"]);
    expect(lacking(coupled(["sites/suedweg.yaml", own, ""]))).toContain("uplinks");
    const all = coupled(
      ["sites/suedweg.yaml", own, ""],
      ["traeger.yaml", "  hubs:", "  nameservers: { landesnetz: [198.18.9.53] }\n  hubs:"],
    );
    expect(lacking(all)).toEqual([]);
  });
});

describe("what an operator hands over", () => {
  const SUEDWEG = "sites/suedweg.yaml";
  const LINE = "{ address: 198.18.1.6/30, gateway: 198.18.1.5 }";
  const HUB = "{ address: 198.18.0.3/29, gateway: 198.18.0.1 }";
  const found = (change: Parameters<typeof changedBase>[0]) =>
    checkTexts(changedBase(change)).diagnostics.map(({ code, path }) => `${code} ${path}`);
  const six = (address: string, gateway: string) => `${LINE}, ipv6: { address: "${address}", gateway: "${gateway}" }`;

  it.each([
    ["the gateway is its own address", "gateway", "{ address: 198.18.1.6/30, gateway: 198.18.1.6 }"],
    ["the gateway is the broadcast address", "gateway", "{ address: 198.18.1.6/30, gateway: 198.18.1.7 }"],
    ["the own address is the network", "address", "{ address: 198.18.1.4/30, gateway: 198.18.1.5 }"],
    ["the own address is the broadcast address", "address", "{ address: 198.18.1.7/30, gateway: 198.18.1.5 }"],
  ])("is refused where %s", (_, key, line) => {
    expect(found(coupled([SUEDWEG, LINE, line]))).toEqual([`handover-gateway uplinks[0].ipv4.${key}`]);
  });

  it.each([
    ["outside", "2001:db8:1::2/64", "2001:db8:2::1"],
    ["itself", "2001:db8:1::2/64", "2001:db8:1::2"],
  ])("is refused where the IPv6 gateway is %s", (_, address, gateway) => {
    expect(found(coupled([SUEDWEG, LINE, six(address, gateway)]))).toEqual([
      "handover-gateway uplinks[0].ipv6.gateway",
    ]);
  });

  it("may be a point-to-point prefix of two addresses", () => {
    const line = "{ address: 198.18.1.6/31, gateway: 198.18.1.7 }";
    expect(found(coupled([SUEDWEG, LINE, line])).filter((code) => code.startsWith("handover"))).toEqual([]);
  });

  it.each([
    [
      "outside",
      "{ address: 198.18.0.3/29, gateway: 10.9.9.9 }",
      "handover-gateway coupling.hubs[1].lines[0].ipv4.gateway",
    ],
    [
      "itself",
      "{ address: 198.18.0.3/29, gateway: 198.18.0.3 }",
      "handover-gateway coupling.hubs[1].lines[0].ipv4.gateway",
    ],
  ])("to a hub is refused where it is %s", (_, line, code) => {
    expect(found(coupled(["traeger.yaml", HUB, line]))).toContain(code);
  });

  it("to a site is refused where a hub has it", () => {
    expect(found(coupled([SUEDWEG, LINE, "{ address: 198.18.0.3/29, gateway: 198.18.0.1 }"]))).toEqual([
      "unique-line-address uplinks[0].ipv4.address",
    ]);
  });

  it("is refused where a pinned segment has it", () => {
    const { replace } = coupled([SUEDWEG, LINE, "{ address: 172.20.14.2/30, gateway: 172.20.14.1 }"]);
    const pin = "segments: { servers: { ipv4: 172.20.14.0/26, assignedBy: Schule } }\n";
    const suedweg = { ...replace?.[SUEDWEG], "accessPoints: { count: 8 }\n": `accessPoints: { count: 8 }\n${pin}` };
    expect(found({ replace: { ...replace, [SUEDWEG]: suedweg } })).toContain("line-overlaps uplinks[0].ipv4.address");
  });

  it.each([
    [
      "a gateway outside",
      "gateway4: 10.250.0.14",
      "gateway4: 10.250.1.14",
      "handover-gateway coupling.verwaltung.gateway4",
    ],
    [
      "a hub as gateway",
      "gateway4: 10.250.0.14",
      "gateway4: 10.250.0.2",
      "handover-gateway coupling.verwaltung.gateway4",
    ],
    ["an IPv6 gateway outside", "fd0e:250::e", "fd0e:251::e", "handover-gateway coupling.verwaltung.gateway6"],
    ["its VLAN in the pool", "10.250.0.0/28", "10.80.240.0/28", "verwaltung-prefixes coupling.verwaltung.ipv4"],
  ])("to the Verwaltung is refused with %s", (_, from, to, code) => {
    expect(found(withExit([from, to]))).toContain(code);
  });
});

describe("addresses from the data centre", () => {
  const row = `central-addresses:
  from: [printers]
  to: [dns-ntp]
  ports: [udp/67]
  purpose: { de: Adressen, en: Addresses }
  source: Betriebshandbuch
`;
  const central = coupled(
    ["traeger.yaml", "jamf: {}", "jamf: {}\n  dns-ntp: {}"],
    [
      "sites/suedweg.yaml",
      "accessPoints: { count: 8 }\n",
      "accessPoints: { count: 8 }\nsegments: { printers: { dhcp: central, withoutUplink: closed } }\n",
    ],
  );
  const messages = (change: Change) =>
    checkTexts(changedBase({ ...change, allocate: true })).diagnostics.flatMap(({ code, message }) =>
      code === "central-dhcp" ? [message] : [],
    );

  it("need a flow to the servers that give them", () => {
    expect(messages(central)).toEqual([expect.stringContaining("no flow lets printers ask dns-ntp")]);
    expect(messages({ ...central, files: { "catalogue/flows.yaml": row } })).toEqual([]);
  });
});

describe("a hint", () => {
  it("of central DHCP names nothing that the site's router would be refused for", () => {
    const central = "segments: { printers: { dhcp: central } }\n";
    const change = { "accessPoints: { count: 8 }\n": `accessPoints: { count: 8 }\n${central}` };
    const { diagnostics } = checkTexts(changedBase({ replace: { "sites/suedweg.yaml": change } }));
    const hints = diagnostics.filter(({ code }) => code === "central-dhcp").map(({ hint }) => hint);
    expect(hints).toContainEqual(expect.stringContaining('"withoutUplink: closed"'));
    expect(hints.join()).not.toContain("withoutUplink: router");
  });
});
