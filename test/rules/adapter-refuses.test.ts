import { describe, expect, it } from "vitest";
import { changedBase, checkTexts } from "../support/declaration.js";

const LINE =
  "  - { kind: landesnetz, nameservers: [198.18.9.53], technology: fibre, downMbit: 100, upMbit: 100, role: primary }\n";
const FIRST =
  "{ kind: landesnetz, technology: fibre, downMbit: 100, upMbit: 100, role: primary, handover: static, ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 }";
const SECOND = "{ kind: telekom, technology: dsl, downMbit: 50, upMbit: 20, role: fallback";

/** Messages of the rule for Südweg with a Cisco router, these lines and more of its file. */
function messages(lines: readonly string[], more = ""): string[] {
  const text = lines.map((line) => `  - ${line} }\n`).join("");
  const texts = changedBase({
    replace: { "sites/suedweg.yaml": { [LINE]: `${text}router: { model: catalyst-8200l }\n${more}` } },
  });
  return checkTexts(texts)
    .diagnostics.filter(({ code }) => code === "adapter-refuses")
    .map(({ message }) => message);
}

describe("what a Cisco router does not do is refused by name", () => {
  it("nothing is refused where the site needs nothing of it", () => {
    expect(messages([FIRST, `${SECOND}, handover: dhcp`])).toEqual([]);
  });

  it.each([
    [
      "pppoe",
      [FIRST, `${SECOND}, handover: pppoe, pppoe: { user: secret://env/A_USER, password: secret://env/A_PASSWORD }`],
      "",
    ],
    ["nat66", [`${FIRST}, ipv6: { address: "2001:db8::2/64", gateway: "2001:db8::1" }`, SECOND], ""],
    ["line-choice", [FIRST.replace("primary", "fallback"), SECOND.replace("fallback", "primary")], ""],
    ["line-classes", [FIRST, SECOND.replace("upMbit: 20", "upMbit: 19")], ""],
    ["discovery", [FIRST, SECOND], "discovery: { airplay: {} }\n"],
    ["dhcp-fallback", [FIRST, SECOND], "segments: { printers: { dhcp: central, withoutUplink: router } }\n"],
  ])("%s", (feature, lines, more) => {
    expect(messages(lines, more)).toEqual([expect.stringContaining(`needs ${feature}, which Cisco Catalyst C8200L`)]);
  });

  it.each([
    ["wake-on-lan where a server at the site manages computers", "", true],
    ["nothing where the school server is their gateway", "segments: { pupils: { gateway: school-server } }\n", false],
  ])("%s", (_, more, refused) => {
    const switches = "switches:\n  keller";
    const texts = changedBase({
      replace: { "sites/nordstrasse.yaml": { [switches]: `router: { model: catalyst-8200l }\n${more}${switches}` } },
    });
    const found = checkTexts(texts).diagnostics.filter(({ message }) => message.includes("needs wake-on-lan"));
    expect(found.map(({ code }) => code)).toEqual(refused ? ["adapter-refuses"] : []);
  });
});
