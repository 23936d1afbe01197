import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { generator } from "../support/generated.js";
import { asked } from "../support/on-device.js";

interface Change {
  readonly tunnel: string;
  readonly at: number;
  readonly quarantined: boolean;
}

/** Settings of model/catalogue/timers.yaml, as render/adapters/linux/probe.ts hands them over. */
const { probe } = loadCatalogue().timers.fast;
const SETTINGS = {
  intervalMs: probe.probeIntervalMs,
  window: probe.probeWindow,
  quarantinePercent: probe.quarantinePercent,
  holdSeconds: probe.holdSeconds,
};

/** Feeds the probe of an instance with what each tunnel's line does, a twentieth of a second each: `1` answers, `0` does not. */
function judged(lines: Readonly<Record<string, string>>): Change[] {
  const program = `
from plattform.probe import Tunnel, judge
lines, settings = json.load(sys.stdin)
tunnels = [Tunnel({"interface": name, "target": "192.0.2.1", **settings}) for name in lines]
due = {tunnel: 0 for tunnel in tunnels}
changes = []
for step in range(max(map(len, lines.values()))):
    now = step / 20
    for tunnel in tunnels:
        if due[tunnel] <= now:
            tunnel.answered.append(lines[tunnel.name][step] == "1")
            due[tunnel] = now + tunnel.pause() - 1e-9
    changes += [
        {"tunnel": tunnel.name, "at": now, "quarantined": tunnel.quarantined} for tunnel in judge(tunnels, now)
    ]
print(json.dumps(changes))`;
  return asked(program, [lines, SETTINGS]);
}

const good = (seconds: number) => "1".repeat(seconds * 20);
const silent = (seconds: number) => "0".repeat(seconds * 20);
/** Three of ten are missing. */
const lossy = (seconds: number) => "1101101101".repeat(2 * seconds);

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

  it("bears a line that loses 5 % in each direction for ten minutes", () => {
    const random = generator(5);
    const lost = Array.from({ length: 4 }, () =>
      Array.from({ length: 12_000 }, () => (random() < 0.95 * 0.95 ? "1" : "0")).join(""),
    );
    for (const line of lost) expect(beside(line)).toEqual([]);
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
    const [first, ...others] = judged({ a: good(10) + lossy(50), b: good(40) + silent(20) });
    expect(first).toMatchObject({ tunnel: "a", quarantined: true });
    expect(others.find(({ tunnel }) => tunnel === "a")).toMatchObject({ quarantined: false });
    expect(others.every(({ at }) => at < 43)).toBe(true);
  });

  it("takes a tunnel that is dead, also when the other one is bad: the way to the Internet follows", () => {
    const changes = judged({ a: good(20) + silent(40), b: "1101011011".repeat(120) });
    const last = (name: string) => changes.filter(({ tunnel }) => tunnel === name).at(-1)?.quarantined;
    expect([last("a"), last("b")]).toEqual([true, false]);
  });
});

describe("an echo", () => {
  /** Sends one each tenth of a second; `delays` says after how many seconds each is answered, null: never. */
  const settled = (delays: readonly (number | null)[], timeout: number): boolean[] =>
    asked(
      `
from plattform.probe import Echoes
delays, timeout = json.load(sys.stdin)
echoes, results = Echoes(timeout), []
for step in range(len(delays) + 20):
    now = step / 10
    if step < len(delays):
        echoes.under_way[step] = now
    for number, delay in enumerate(delays):
        if delay is not None and number in echoes.under_way and number / 10 + delay <= now + 1e-9:
            echoes.under_way[number] = None
    results += echoes.settled(now)
print(json.dumps(results))`,
      [delays, timeout],
    );

  it("counts as answered within its time, however many were sent meanwhile", () => {
    expect(settled([0.3, 0.3, 0.3, 0.9], 1)).toEqual([true, true, true, true]);
  });

  it("is lost after that, and the order of sending stays", () => {
    expect(settled([0.1, 1.2, null, 0.1], 1)).toEqual([true, false, false, true]);
  });
});
