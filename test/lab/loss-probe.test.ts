import { describe, expect, it } from "vitest";
import { asked } from "../support/on-device.js";

interface Change {
  readonly tunnel: string;
  readonly at: number;
  readonly quarantined: boolean;
}

/** Feeds the probe of an instance with each tunnel's echoes, `1` answered and `0` missing, ten a second. */
function judged(echoes: Readonly<Record<string, string>>): Change[] {
  const program = `
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
  return asked(program, echoes);
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
    const [first, ...others] = judged({ a: good(10) + lossy(50), b: good(40) + silent(20) });
    expect(first).toMatchObject({ tunnel: "a", quarantined: true });
    expect(others.find(({ tunnel }) => tunnel === "a")).toMatchObject({ quarantined: false });
    expect(others.every(({ at }) => at < 43)).toBe(true);
  });

  it("takes a tunnel that is dead, also when the other one is bad: the way to the Internet follows", () => {
    const changes = judged({ a: good(20) + silent(40), b: "1101011011".repeat(60) });
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
