import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../scripts/lib/command.js";

/** Feeds a tunnel's probe with echoes, `1` answered and `0` missing, ten a second. @returns its changes with their time */
function judged(echoes: string): { at: number; quarantined: boolean }[] {
  const program = `
import json, sys
from plattform.probe import Tunnel
tunnel = Tunnel({"interface": "tun-1-a", "target": "192.0.2.1", "intervalMs": 100, "window": 80, "quarantinePercent": 20, "holdSeconds": 60})
changes = []
for number, echo in enumerate(sys.stdin.read()):
    tunnel.answered.append(echo == "1")
    change = tunnel.judge(number / 10)
    if change is not None:
        changes.append({"at": number / 10, "quarantined": change})
print(json.dumps(changes))`;
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program], { input: echoes, encoding: "utf8", env });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const good = (seconds: number) => "1".repeat(seconds * 10);
const silent = (seconds: number) => "0".repeat(seconds * 10);
/** Three of ten are missing. */
const lossy = (seconds: number) => "1101101101".repeat(seconds);

describe("the loss probe", () => {
  it("quarantines a tunnel that loses too much, within the window", () => {
    const [first, ...others] = judged(good(10) + lossy(10));
    expect(first?.quarantined).toBe(true);
    expect(first?.at).toBeGreaterThan(10);
    expect(first?.at).toBeLessThan(18);
    expect(others).toEqual([]);
  });

  it("lets it back once the echoes were good for the whole hold", () => {
    const [, second, ...others] = judged(good(10) + lossy(10) + good(90));
    expect(second?.quarantined).toBe(false);
    expect(second?.at).toBeGreaterThan(20 + 60);
    expect(others).toEqual([]);
  });

  it("leaves an outage to BFD, and the line that returns alone", () => {
    expect(judged(good(10) + silent(30) + good(30))).toEqual([]);
    expect(judged(silent(30) + good(30))).toEqual([]);
  });

  it("bears a few misses", () => {
    expect(judged("1111111110".repeat(60))).toEqual([]);
  });
});
