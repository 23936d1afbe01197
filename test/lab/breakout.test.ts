import { describe, expect, it } from "vitest";
import type { UplinkIntent } from "../../model/intent.js";
import { aroundDead } from "../../render/adapters/linux/ip.js";
import { linux } from "../../render/adapters/linux/linux.js";
import { site } from "../render/adapters/fixtures.js";
import { asked } from "../support/on-device.js";

interface Rule {
  readonly rule: string;
  readonly instead: readonly string[];
  readonly by: string;
}

interface Settings {
  readonly tunnels: readonly { readonly interface: string; readonly line?: string }[];
  readonly breakout: readonly Rule[];
}

/** Asks the device's own code which rules stand while these tunnels are in quarantine. */
function standing(settings: Settings, quarantined: readonly string[]): string[] {
  const program = `
from types import SimpleNamespace
from plattform.breakout import Breakout
settings, quarantined = json.load(sys.stdin)
names = [one["interface"] for one in settings["tunnels"]]
tunnels = [SimpleNamespace(name=name, quarantined=name in quarantined) for name in names]
print(json.dumps([one["rule"] for one in Breakout(settings, tunnels).wanted()]))`;
  return asked(program, [settings, quarantined]);
}

const THREE: Settings = {
  tunnels: [1, 2, 3].flatMap((line) =>
    ["dc1", "dc2"].map((hub) => ({ interface: `tun-${line}-${hub}`, line: `wan-${line}` })),
  ),
  breakout: [
    { rule: "second", instead: ["wan-1"], by: "wan-2" },
    { rule: "third", instead: ["wan-1", "wan-2"], by: "wan-3" },
  ],
};
const of = (...lines: number[]) => lines.flatMap((line) => [`tun-${line}-dc1`, `tun-${line}-dc2`]);

describe("the way to the Internet", () => {
  it("keeps to the first line as long as one of its tunnels is of use", () => {
    expect(standing(THREE, [])).toEqual([]);
    expect(standing(THREE, ["tun-1-dc1"])).toEqual([]);
    expect(standing(THREE, of(2))).toEqual([]);
  });

  it("leaves a dead line for the best one that is not dead", () => {
    expect(standing(THREE, of(1))).toEqual(["second"]);
    expect(standing(THREE, of(1, 2))).toEqual(["third"]);
    expect(standing(THREE, of(1, 3))).toEqual(["second"]);
  });
});

describe("what the device is told", () => {
  const intent = site();
  const [education] = intent.instances;
  if (!education) throw new Error("no instance");
  const told = (instance: string): Settings =>
    JSON.parse(linux.router?.(intent).get(`${instance}/probe.json`) ?? "{}") as Settings;

  it("has ways for segments that may use several lines, and each tunnel's line", () => {
    const may = education.segments.filter(({ interface: name }) =>
      education.policies.some(
        ({ from, to }) => from.at === "segment" && from.interface === name && to.at === "internet" && to.via.length > 1,
      ),
    );
    const { breakout, tunnels } = told("education");
    expect(may.length).toBeGreaterThan(0);
    // The other line has no IPv6.
    expect(new Set(breakout.flatMap(({ rule }) => / from (\S+)/.exec(rule)?.[1] ?? []))).toEqual(
      new Set(may.map(({ ipv4 }) => ipv4)),
    );
    expect(tunnels.every(({ line }) => line !== undefined)).toBe(true);
    expect(told("verwaltung").breakout).toEqual([]);
  });

  it("has no way by a line that refuses all that a segment sends, nor by one behind a line that nobody watches", () => {
    const [first, second] = intent.uplinks;
    if (!first || !second) throw new Error("the site has one line");
    const rules = (uplinks: readonly UplinkIntent[], tunnels = education.tunnels) =>
      aroundDead({ ...education, tunnels }, uplinks).map(({ rule, instead, by }) => [rule, ...instead, by].join(" "));
    const usual = rules([first, second]);
    expect(usual.length).toBeGreaterThan(0);
    for (const rule of usual)
      expect(rule).toMatch(new RegExp(`^rule [46] priority 32781 from \\S+ lookup ${second.table} wan-1 wan-2$`));
    const classes = [...new Set(education.policies.map((policy) => policy.class))];
    expect(rules([first, { ...second, refuses: classes }])).toEqual([]);
    const six = (line: UplinkIntent) => rules([first, line]).filter((rule) => rule.startsWith("rule 6"));
    expect(six(second)).toEqual([]);
    const ipv6 = { address: "2001:db8:2::2/64", gateway: "2001:db8:2::1" };
    expect(six({ ...second, ipv6 }).length).toBeGreaterThan(0);
    const unwatched = education.tunnels.filter(({ uplink }) => uplink !== first.interface);
    expect(rules([first, second], unwatched)).toEqual([]);
  });
});

describe("the device", () => {
  it("follows the quarantine with its rules, and takes them away when the probe ends", () => {
    const commands = asked<string[]>(
      `
from types import SimpleNamespace
from plattform import breakout
said, rules = [], [{"priority": 0}, {"priority": 32781}, {"priority": 32766}]
def run(*words, check=True):
    said.append(" ".join(words))
    return json.dumps(rules) if "show" in words else ""
breakout.run, breakout.print = run, lambda *words, **options: None
tunnel = SimpleNamespace(name="tun-1-dc1", quarantined=False)
other = SimpleNamespace(name="tun-2-dc1", quarantined=False)
ways = breakout.Breakout(json.load(sys.stdin), [tunnel, other])
for state in (False, True, True, False):
    tunnel.quarantined = state
    ways.follow()
breakout.clear()
print(json.dumps(said))`,
      {
        tunnels: [1, 2].map((line) => ({ interface: `tun-${line}-dc1`, line: `wan-${line}` })),
        breakout: [{ rule: "rule 4 priority 32781 from 192.0.2.0/24 lookup 102", instead: ["wan-1"], by: "wan-2" }],
      },
    );
    expect(commands).toEqual([
      "ip -4 rule add priority 32781 from 192.0.2.0/24 lookup 102",
      "ip -4 rule del priority 32781 from 192.0.2.0/24 lookup 102",
      ...["-4", "-6"].flatMap((family) => [`ip -json ${family} rule show`, `ip ${family} rule del priority 32781`]),
    ]);
  });

  it("reads the file of a tree of before, which a rollback may lead to", () => {
    const read = (file: unknown) =>
      asked(
        `
import tempfile
from pathlib import Path
from plattform.breakout import read
with tempfile.NamedTemporaryFile("w") as file:
    json.dump(json.load(sys.stdin), file)
    file.flush()
    print(json.dumps(read(Path(file.name))))`,
        file,
      );
    expect(read([{ interface: "tun-1-dc1" }])).toEqual({ tunnels: [{ interface: "tun-1-dc1" }], breakout: [] });
    expect(read({ tunnels: [], breakout: [] })).toEqual({ tunnels: [], breakout: [] });
  });
});
