import { beforeAll, describe, expect, it } from "vitest";
import type { Expectation } from "../../lab/twin/expected.js";
import { pairsOf } from "../../lab/twin/pairs.js";
import { topologyOf } from "../../lab/twin/topology.js";
import type { Platform } from "../../model/platform.js";
import { renderDevices } from "../../render/adapters/adapter.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { answer, answerText } from "../../scripts/lib/flow.js";
import { expectedOf } from "../support/expected.js";
import { SAME, TRANSLATED, translatedPlatform } from "../support/translated.js";

const SITE = "schulstrasse";

let platform: Platform;
let expected: Expectation;

beforeAll(() => {
  ({ platform, expected } = expectedOf("kleinstadt"));
});

describe("show --flow", () => {
  it("says of every pair of hosts at a site and in the data centre what the flow tables say", () => {
    const { packets } = pairsOf(topologyOf(platform, [SITE], ovsFiles).hosts, [SITE]);
    const asked = packets.flatMap(([from, to]) =>
      (["tcp/443", "tcp/445", "udp/53"] as const).map((port) => ({ from, to, port })),
    );
    const wrong = asked.filter(({ from, to, port }) => {
      const { way } = answer(platform, from.ipv4, to.ipv4, port);
      const said = way?.every(({ allowedBy }) => allowedBy.length > 0) ?? false;
      const [protocol, number] = port.split("/");
      return said !== (expected.allowed(from, to, protocol as "tcp" | "udp", Number(number)) !== undefined);
    });
    expect(asked.length).toBeGreaterThan(500);
    expect(wrong.map(({ from, to, port }) => `${from.namespace} → ${to.namespace} ${port}`)).toEqual([]);
  });

  it("names chains and logs that the rendered rules have", () => {
    const files = renderDevices({ routers: platform.network.routers, switches: {} });
    const ends = [`${SITE}/staff`, `${SITE}/guests`, `${SITE}/verwaltung`, "internet", "rathaus/monitoring-1"];
    const looks = ends.flatMap((from) => ends.flatMap((to) => answer(platform, from, to).way ?? []));
    expect(looks.length).toBeGreaterThan(5);
    for (const { router, instance, look, allowedBy } of looks) {
      const text = files.get(`devices/${router}/${instance}/nftables`) ?? "";
      expect(text).toContain(`log prefix "${look?.log}"`);
      if (allowedBy.length > 0) expect(text).toContain(`\tchain ${look?.chain} {`);
    }
  });

  it("names the flow, its purpose, owner and source, the line that is too narrow for it, and where the rule stands", () => {
    expect(answerText(answer(platform, `${SITE}/staff`, "internet", "tcp/443"), "tcp/443")).toMatch(
      /: allowed\n.*seg-staff → wan-1\n +allowed by internet-staff \(tcp .*\): Internet und E-Mail für Lehrkräfte \/ Internet and e-mail for staff\n +owner: Netzbetrieb des Schulträgers \/ .*\n +.*\n +but not by wan-2: .*\n +rule: nft list chain inet plattform forward-seg-staff$/,
    );
  });

  it("says of what no flow allows where it is counted and logged", () => {
    expect(answerText(answer(platform, `${SITE}/guests`, `${SITE}/staff`, "tcp/445"), "tcp/445")).toMatch(
      /: dropped\n.*\n +dropped: no flow allows it \(default deny\)\n +counter, .* forward\n +log: journalctl -k -g 'education forward: '$/,
    );
  });

  it("knows no way out of the Verwaltungsnetz, and nobody's table within a segment", () => {
    expect(answer(platform, `${SITE}/verwaltung`, `${SITE}/staff`).way).toBeUndefined();
    expect(answer(platform, `${SITE}/staff`, `${SITE}/staff`).way).toEqual([]);
  });

  it("reads an address as all understand it, and follows one that is translated on both sides", () => {
    const { platform: translated } = translatedPlatform();
    const staff = `${TRANSLATED.site}/staff`;
    const ask = (from: string, to: string) => answer(translated, from, to, "tcp/5900");
    const helper = "rechenzentrum/management";
    expect(ask(helper, staff).to).toMatchObject({ address: "10.17.20.63", outside: "10.64.74.63" });
    for (const to of [staff, "10.64.74.63"]) {
      const said = answerText(ask(helper, to));
      expect(said).toContain(": allowed\n");
      expect(said).toContain("backsteinhof-fernhilfe");
      expect(said).toContain("owner: schul-it\n");
    }
    expect(ask(helper, "10.17.20.5").to.place).toBe(SAME.site);
    expect(answerText(answer(translated, staff, "10.64.0.23", "udp/53"))).toMatch(
      /^backsteinhof\/staff \(10\.17\.20\.63, outside 10\.64\.74\.63\) → 10\.64\.0\.23, any port: allowed\n/,
    );
  });

  it("names who asked for an exception, and its last day", () => {
    const [router] = Object.values(platform.network.routers).filter(({ site }) => site === SITE);
    if (!router) throw new Error(`no router at ${SITE}`);
    const instances = router.instances.map((one) => ({
      ...one,
      policies: one.policies.map((policy) => ({ ...policy, source: "asked for by Hausmeister", until: "2027-06-30" })),
    }));
    const routers = { ...platform.network.routers, [router.device.name]: { ...router, instances } };
    const changed = { ...platform, network: { ...platform.network, routers } };
    expect(answerText(answer(changed, `${SITE}/staff`, "internet", "tcp/443"))).toContain(
      "asked for by Hausmeister; until 2027-06-30",
    );
  });

  it.each([
    ["schulstrase/staff", "internet", undefined, /did you mean schulstrasse\/staff/],
    [`${SITE}/staff`, "internet", "443", /443 is no port; expected tcp\/443/],
  ])("refuses %s → %s %s and says what was meant", (from, to, port, message) => {
    expect(() => answer(platform, from, to, port)).toThrow(message);
  });
});
