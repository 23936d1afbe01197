import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../scripts/lib/command.js";

interface Change {
  readonly tunnel: string;
  readonly at: number;
  readonly quarantined: boolean;
}

/** Feeds the probe of an instance with each tunnel's echoes, `1` answered and `0` missing, ten a second. */
function judged(echoes: Readonly<Record<string, string>>): Change[] {
  const program = `
import json, sys
from plattform.probe import Tunnel, judge
echoes = json.load(sys.stdin)
tunnels = [
    Tunnel({"interface": name, "target": "192.0.2.1", "intervalMs": 100, "window": 80, "quarantinePercent": 20, "holdSeconds": 60})
    for name in echoes
]
changes = []
for number in range(max(map(len, echoes.values()))):
    for tunnel in tunnels:
        tunnel.answered.append(echoes[tunnel.name][number] == "1")
    changes += [
        {"tunnel": tunnel.name, "at": number / 10, "quarantined": tunnel.quarantined}
        for tunnel in judge(tunnels, number / 10)
    ]
print(json.dumps(changes))`;
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program], {
    input: JSON.stringify(echoes),
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const good = (seconds: number) => "1".repeat(seconds * 10);
const silent = (seconds: number) => "0".repeat(seconds * 10);
/** Three of ten are missing. */
const lossy = (seconds: number) => "1101101101".repeat(seconds);

/** The tunnel `a` with these echoes, beside `b` whose line is good all the time. */
const beside = (echoes: string) => judged({ a: echoes, b: "1".repeat(echoes.length) });

describe("the loss probe", () => {
  it("quarantines a tunnel that loses too much, within the window", () => {
    const [first, ...others] = beside(good(10) + lossy(10));
    expect(first).toMatchObject({ tunnel: "a", quarantined: true });
    expect(first?.at).toBeGreaterThan(10);
    expect(first?.at).toBeLessThan(18);
    expect(others).toEqual([]);
  });

  it("lets it back once the echoes were good for the whole hold", () => {
    const [, second, ...others] = beside(good(10) + lossy(10) + good(90));
    expect(second?.quarantined).toBe(false);
    expect(second?.at).toBeGreaterThan(20 + 60);
    expect(others).toEqual([]);
  });

  it("bears a few misses", () => {
    expect(beside("1111111110".repeat(60))).toEqual([]);
  });

  it("uses a line that flaps no more until it was good for the whole hold", () => {
    const [first, second, ...others] = beside(good(10) + (silent(2) + good(2)).repeat(5) + good(90));
    expect([first?.quarantined, second?.quarantined]).toEqual([true, false]);
    expect(second?.at).toBeGreaterThan(10 + 20 + 60 - 2);
    expect(others).toEqual([]);
  });

  it("leaves an outage of all lines to BFD, and those that return alone", () => {
    const outage = good(10) + silent(30) + good(30);
    expect(judged({ a: outage, b: outage })).toEqual([]);
    expect(judged({ a: silent(30) + good(30), b: silent(30) + good(30) })).toEqual([]);
  });

  it("never takes the last tunnel, however bad it is", () => {
    expect(judged({ a: good(10) + lossy(60) })).toEqual([]);
    const [first, ...others] = judged({ a: good(10) + lossy(60), b: good(15) + lossy(55) });
    expect(first).toMatchObject({ tunnel: "a", quarantined: true });
    expect(others).toEqual([]);
  });

  it("gives a bad tunnel back when the good one falls silent", () => {
    const changes = judged({ a: good(10) + lossy(50), b: good(40) + silent(20) });
    expect(changes).toMatchObject([
      { tunnel: "a", quarantined: true },
      { tunnel: "a", quarantined: false },
    ]);
    expect(changes[1]?.at).toBeLessThan(43);
  });
});
