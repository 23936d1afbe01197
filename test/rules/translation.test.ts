import { describe, expect, it } from "vitest";
import { changedBase, checkTexts } from "../support/declaration.js";
import { coupled, pinned, translatedAt } from "./cases.js";

describe("a prefix that others see under another one", () => {
  const found = (change: Parameters<typeof changedBase>[0]) =>
    checkTexts(changedBase(change))
      .diagnostics.filter(({ severity }) => severity === "error")
      .map(({ code, path }) => `${code} ${path}`);
  const withLines = (change: Parameters<typeof changedBase>[0], ...lines: [string, string, string][]) => {
    const { replace = {} } = coupled(...lines);
    const suedweg = { ...replace["sites/suedweg.yaml"], ...change.replace?.["sites/suedweg.yaml"] };
    return { replace: { ...replace, "sites/suedweg.yaml": suedweg }, allocate: true };
  };
  const LINE = "{ address: 198.18.1.6/30, gateway: 198.18.1.5 }";

  it("may be that of another site, whichever of the two is translated", () => {
    expect(found(translatedAt("staff", "10.80.16.0/25"))).toEqual([]);
    const nord = "accessPoints: { count: 20 }\n";
    const same = (settings: string) => ({
      ...translatedAt("staff", "10.17.20.0/25"),
      replace: {
        ...translatedAt("staff", "10.17.20.0/25").replace,
        "sites/nordstrasse.yaml": { [nord]: `${nord}segments: { printers: { ipv4: 10.17.20.0/26, ${settings} } }\n` },
      },
    });
    expect(found(same("assignedBy: IServ"))).toEqual([]);
    const both = same("assignedBy: IServ, translated: { until: 2027-07-31, reason: Sommerferien }");
    expect(found(both)).toEqual([]);
  });

  it.each([
    ["a data centre has", translatedAt("staff", "10.80.0.0/25")],
    ["another segment of the site has", translatedAt("staff", "10.80.32.0/25")],
    ["it has outside", translatedAt("staff", "10.80.34.128/25")],
  ])("is not one that %s", (_, change) => {
    expect(found(change).every((text) => text.startsWith("prefixes-disjoint segments.staff.ipv4"))).toBe(true);
    expect(found(change).length).toBeGreaterThan(0);
  });

  it("keeps its place in the address plan from another segment", () => {
    const staff =
      "staff: { ipv4: 10.17.20.0/25, assignedBy: IServ, translated: { until: 2027-07-31, reason: Ferien } }";
    const change = pinned(`${staff}, printers: { ipv4: 10.80.34.128/27, assignedBy: IServ }`);
    expect(found({ ...change, allocate: true })).toEqual(["prefixes-disjoint segments.printers.ipv4"]);
  });

  it("is not one on the site's own line or a hub's, and may be one on another site's line", () => {
    const own = translatedAt("staff", "192.168.2.0/25");
    const line = (file: string, from: string): [string, string, string] => [
      file,
      from,
      "{ address: 192.168.2.2/24, gateway: 192.168.2.1 }",
    ];
    const at = (...lines: [string, string, string][]) => found(withLines(own, ...lines));
    expect(at(line("sites/suedweg.yaml", LINE))).toEqual(["line-overlaps uplinks[0].ipv4.address"]);
    expect(at(line("traeger.yaml", "{ address: 198.18.0.3/29, gateway: 198.18.0.1 }"))).toContain(
      "line-overlaps coupling.hubs[1].lines[0].ipv4.address",
    );
    expect(at(line("sites/nordstrasse.yaml", "{ address: 198.18.1.2/30, gateway: 198.18.1.1 }"))).toEqual([]);
  });

  it.each([
    ["the tunnels have their addresses in", "transit", "10.17.20.0/28", ""],
    ["the Verwaltung has", "verwaltung", "10.17.20.0/27", ""],
    ["whose addresses come from the data centre", "staff", "10.17.20.0/25", ", dhcp: central, withoutUplink: closed"],
  ])("is none that %s", (_, role, ipv4, more) => {
    expect(found(translatedAt(role, ipv4, more))).toContain(`translation-segment segments.${role}.translated`);
  });

  it.each([
    ["the prefix", "vlan: 41"],
    ["the name of who assigned it", "ipv4: 10.17.20.0/25"],
  ])("needs %s", (_, settings) => {
    const segments = `segments: { staff: { ${settings}, translated: { until: 2027-07-31, reason: Sommerferien } } }\n`;
    const place = "accessPoints: { count: 8 }\n";
    expect(found({ replace: { "sites/suedweg.yaml": { [place]: `${place}${segments}` } }, allocate: true })).toEqual([
      "translation-segment segments.staff.translated",
    ]);
  });

  it("is not that of machines at the site", () => {
    const place = "accessPoints: { count: 20 }\n";
    const segments =
      "segments: { servers: { ipv4: 10.17.20.0/26, assignedBy: IServ, translated: { until: 2027-07-31, reason: Ferien } } }\n";
    expect(found({ replace: { "sites/nordstrasse.yaml": { [place]: `${place}${segments}` } } })).toContain(
      "translation-segment segments.servers.translated",
    );
    expect(found(translatedAt("servers", "10.17.20.0/27"))).toEqual([]);
  });

  it("has a last day, not past and not far ahead", () => {
    const until = (day: string) => found(translatedAt("staff", "10.17.20.0/25", "", day));
    expect(until("2026-11-02")).toEqual([]);
    expect(until("2026-11-01")).toEqual(["exception-ended segments.staff.translated.until"]);
    expect(until("2028-11-02")).toEqual([]);
    expect(until("2028-11-03")).toEqual(["exception-too-long segments.staff.translated.until"]);
  });

  it("is given up when its devices have the addresses that others knew already", () => {
    const before = changedBase(translatedAt("staff", "10.17.20.0/25"));
    const [site, seen] = ["sites/suedweg.yaml", checkTexts(before).platform?.sites.suedweg?.segments];
    const after = new Map(before).set(
      site,
      (before.get(site) ?? "").replace(/segments: .*/, "segments: { staff: { renumbered: 2027-07-20 } }"),
    );
    const { diagnostics, platform } = checkTexts(after);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const staff = (all: typeof seen) => all?.find(({ role }) => role === "staff");
    expect(staff(platform?.sites.suedweg?.segments)?.ipv4).toBe(staff(seen)?.translated?.ipv4);
  });
});
