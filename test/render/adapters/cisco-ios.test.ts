import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { SwitchIntent } from "../../../model/intent.js";
import { ciscoIos } from "../../../render/adapters/cisco-ios/cisco-ios.js";
import { words } from "../../../render/adapters/cisco-ios/words.js";
import { Refusal } from "../../../render/adapters/refusal.js";
import { PROJECT } from "../../../scripts/lib/command.js";
import { type CatalystFamily, catalyst, signingOn, withPort } from "./cisco-fixtures.js";

const FAMILIES: readonly CatalystFamily[] = ["catalyst-1000", "catalyst-9200l"];
const render = (intent: SwitchIntent) => ciscoIos.switch?.(intent).get("running-config") ?? "";
/** Commands below a head, e.g. of an interface. */
const below = (text: string, head: string) =>
  (new RegExp(`^${head}\\n((?: .*\\n)*)`, "m").exec(text)?.[1] ?? "").split("\n").map((line) => line.trim());

describe("a Catalyst switch", () => {
  it.each(FAMILIES)("%s is rendered as it was reviewed", async (family) => {
    await expect(render(catalyst(family, 0))).toMatchFileSnapshot(`golden/${family}/main`);
    await expect(render(catalyst(family, 1))).toMatchFileSnapshot(`golden/${family}/floor`);
    await expect(render(signingOn(family))).toMatchFileSnapshot(`golden/${family}/sign-on`);
  });

  it("only the root has a priority and guards its trunks", () => {
    const [main, floor] = [render(catalyst("catalyst-1000", 0)), render(catalyst("catalyst-1000", 1))];
    expect(main).toContain("spanning-tree vlan 5,10,20,30,50,60,90 priority 4096\n");
    expect(main).toContain(" spanning-tree guard root\n");
    expect(floor).not.toMatch(/priority \d+$|guard root/m);
  });

  it("an untrusted port never believes; a trusted one has no BPDU guard", () => {
    const untrusted = render(catalyst("catalyst-1000"));
    expect(below(untrusted, "interface GigabitEthernet1/0/9")).toContain("spanning-tree bpduguard enable");
    expect(below(untrusted, "interface GigabitEthernet1/0/9").join()).not.toMatch(/ trust|believed/);
    const trusted = render(withPort(catalyst("catalyst-1000"), ({ mode }) => mode === "access", { trusted: true }));
    expect(below(trusted, "interface GigabitEthernet1/0/9")).not.toContain("spanning-tree bpduguard enable");
    expect(below(trusted, "interface GigabitEthernet1/0/9")).toContain("ip dhcp snooping trust");
  });

  it("a port is fed only where the intent says so, and uplinks know no power", () => {
    const text = render(catalyst("catalyst-9200l"));
    expect(below(text, "interface GigabitEthernet1/0/1").join()).not.toContain("power inline");
    expect(below(text, "interface GigabitEthernet1/1/1").join()).not.toContain("power inline");
    const dark = render(withPort(catalyst("catalyst-9200l"), ({ poe }) => poe, { poe: false }));
    expect(below(dark, "interface GigabitEthernet1/0/1")).toContain("power inline never");
  });

  it("a port asks who is plugged in only where the intent says so, and leads nobody where it names no VLAN", () => {
    const text = render(signingOn("catalyst-1000"));
    const asking = (port: number) =>
      below(text, `interface GigabitEthernet1/0/${port}`).filter((line) => /^(authentication|mab|dot1x)/.test(line));
    expect(asking(9)).toEqual([]);
    expect(asking(12).join()).not.toContain("dot1x");
    expect(asking(13)).toEqual([
      "authentication order dot1x",
      "authentication port-control auto",
      "authentication violation restrict",
      "dot1x pae authenticator",
      "dot1x timeout tx-period 8",
    ]);
    expect(render(catalyst("catalyst-1000"))).not.toMatch(/radius|dot1x|mab$|^ authentication /m);
  });

  it("logins stay local, and no RADIUS server names a VLAN", () => {
    const text = render(signingOn("catalyst-9200l"));
    expect(text.match(/^aaa (authentication|authorization) .*/gm)).toEqual([
      "aaa authentication login default local",
      "aaa authentication dot1x default group port-authentication",
      "aaa authorization exec default local",
    ]);
  });

  it("servers are asked in the order of the intent; ports without any are refused by name", () => {
    const intent = signingOn("catalyst-1000");
    expect(below(render(intent), "aaa group server radius port-authentication")).toEqual([
      "server name site-1-iserv-1",
      "server name centre-radius-1",
      "",
    ]);
    const { portAuthentication: asked, ...unasked } = intent;
    for (const without of [unasked, ...(asked ? [{ ...intent, portAuthentication: { ...asked, servers: [] } }] : [])])
      expect(() => render(without)).toThrow(/GigabitEthernet1\/0\/10: no RADIUS server/);
  });

  it("nobody administers a switch of which no administration is known", () => {
    const text = render({ ...catalyst("catalyst-1000"), administration: [] });
    expect(below(text, "ip access-list extended administration")).toEqual(["deny ip any any", ""]);
    expect(below(text, "ipv6 access-list administration-6")).toEqual(["deny ipv6 any any", ""]);
    for (const lines of ["0 4", "5 15"])
      expect(below(text, `line vty ${lines}`)).toEqual(
        expect.arrayContaining(["access-class administration in", "ipv6 access-class administration-6 in"]),
      );
  });

  it("no file holds a secret, only a reference", () => {
    const found = [...render(signingOn("catalyst-1000")).matchAll(/(?:secret 9|^ key) (\S+)/gm)];
    expect(found).toHaveLength(3);
    for (const [, secret] of found) expect(secret).toMatch(/^secret:\/\//);
  });

  it("a trunk without a list and an unknown firmware are refused by name", () => {
    const trunk = withPort(catalyst("catalyst-1000"), ({ mode }) => mode === "trunk", { allowed: [] });
    expect(() => render(trunk)).toThrow(/GigabitEthernet1\/0\/1: a trunk needs its list/);
    const { device } = catalyst("catalyst-1000");
    const strange = { ...catalyst("catalyst-1000"), device: { ...device, firmware: "12.2" } };
    expect(() => render(strange)).toThrow(/firmware "12.2" is none of the trains/);
  });

  it.each(["a\nb", 'a"b', "a b", "a!b", "a?b", "{{ x }}", "ä", "\u0003"])("a name %j never reaches a file", (name) => {
    const intent = catalyst("catalyst-1000");
    expect(() => render({ ...intent, device: { ...intent.device, name } })).toThrow(Refusal);
    expect(() => render({ ...intent, vlans: [{ id: 10, name }] })).toThrow(Refusal);
  });

  it.each([
    "Tür\nno shutdown",
    "!\nend",
    "? ",
    "\u0003\u001a",
    "^C banner",
    "{{ x }}",
    "a\r\n switchport access vlan 90",
    "\u202Eabc",
    "a\\b",
    "%$`id`",
    "x".repeat(500),
  ])("a description %j stays one harmless line", (description) => {
    const intent = catalyst("catalyst-1000");
    const bad = render(withPort(intent, ({ mode }) => mode === "access", { description })).split("\n");
    const good = render(intent).split("\n");
    const changed = bad.filter((line) => !good.includes(line));
    expect(changed.every((line) => /^ description [\w .,:;()/+@&-]{1,80}$/.test(line))).toBe(true);
    expect(changed.length).toBeLessThanOrEqual(1);
    expect(good.length - bad.length).toBe(words(description) === "" ? 1 : 0);
  });

  it("umlauts are spelt out", () => {
    expect(words("Müller-Straße, Öse (Süd)")).toBe("Mueller-Strasse, Oese (Sued)");
  });
});

describe("what a device owns", () => {
  const { noise, owned, secrets } = parse(
    readFileSync(join(PROJECT, "render/adapters/cisco-ios/device-owned.yaml"), "utf8"),
  ) as { noise: string[]; owned: { line: string; under?: string }[]; secrets: string[] };
  const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

  it.each(FAMILIES)("is nothing that the adapter writes for a %s", (family) => {
    const lines = render(signingOn(family)).split("\n");
    const patterns = owned.filter(({ under }) => under === undefined).map(({ line }) => whole(line));
    const top = lines.filter((line) => !line.startsWith(" ") && !noise.some((it) => whole(it).test(line)));
    expect(top.filter((line) => patterns.some((pattern) => pattern.test(line)))).toEqual([]);
  });

  it("its secrets are those that the adapter writes references for", () => {
    const lines = render(signingOn("catalyst-1000")).split("\n");
    const named = lines.filter((line) => line.includes("secret://"));
    expect(named.length).toBeGreaterThan(0);
    for (const line of named)
      expect(secrets.some((it) => whole(it).exec(line.trim())?.[1]?.startsWith("secret://"))).toBe(true);
  });
});
