import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { linux } from "../../render/adapters/linux/linux.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { site } from "../render/adapters/fixtures.js";

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
import json, sys
from types import SimpleNamespace
from plattform.breakout import Breakout
settings, quarantined = json.load(sys.stdin)
names = [one["interface"] for one in settings["tunnels"]]
tunnels = [SimpleNamespace(name=name, quarantined=name in quarantined) for name in names]
print(json.dumps([one["rule"] for one in Breakout(settings, tunnels).wanted()]))`;
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  const input = JSON.stringify([settings, quarantined]);
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program], { input, encoding: "utf8", env });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
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
    expect(new Set(breakout.flatMap(({ rule }) => / from (\S+)/.exec(rule)?.[1] ?? []))).toEqual(
      new Set(may.flatMap(({ ipv4, ipv6, ipv6Mode }) => (ipv6Mode === "off" ? [ipv4] : [ipv4, ipv6]))),
    );
    expect(tunnels.every(({ line }) => line !== undefined)).toBe(true);
    expect(told("verwaltung").breakout).toEqual([]);
  });
});
