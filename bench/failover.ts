// node --import tsx bench/failover.ts: what failures cost with the timer profile `fast`, beside the targets.
// Needs root and an idle machine; takes about 25 minutes.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { converged } from "../lab/twin/converge.js";
import { timersOf } from "../lab/twin/failover.js";
import { type Fault, faultsOf, LOSS_PERCENT, primaryLine } from "../lab/twin/faults.js";
import { flowsOf } from "../lab/twin/flows.js";
import { landesnetzFailure, percentile } from "../lab/twin/landesnetz.js";
import { flaps } from "../lab/twin/light-loss.js";
import { pause } from "../lab/twin/machine.js";
import { outage } from "../lab/twin/outage.js";
import { traffic } from "../lab/twin/probe.js";
import type { Scene } from "../lab/twin/proof.js";
import { SETTLE } from "../lab/twin/scene.js";
import type { RouterIntent } from "../model/intent.js";
import { resolvePlatform } from "../model/resolve/platform.js";
import { renderDevices } from "../render/adapters/adapter.js";
import { PROJECT } from "../scripts/lib/command.js";
import { median, row } from "./timing.js";
import { declared, withTwin } from "./twin.js";

/** Sites of the twin: their trials take turns, so that one fails while the others' lines are on hold. */
const SITES = 5;
const TRIALS = 20;
/** Milliseconds of traffic before a failure and after what is measured. */
const AROUND = 2000;

interface Trial {
  readonly failureMs: number;
  readonly returnMs: number;
}

const { declaration, catalogue } = declared();
const { coupling } = declaration.traeger;
if (!coupling) throw new Error("the example has no coupling");
const fast = {
  ...declaration,
  traeger: { ...declaration.traeger, coupling: { ...coupling, timers: "fast" as const } },
};
const platform = resolvePlatform(fast, catalogue);
const folder = mkdtempSync(join(tmpdir(), "bench-trees-"));
try {
  for (const [path, text] of renderDevices(platform.network)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const part of ["sites", "data-centres"])
    cpSync(join(PROJECT, "inventories/hansestadt", part), join(folder, part), { recursive: true });
  await withTwin(SITES, { platform, catalogue, declaration: fast, devices: join(folder, "devices") }, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function figures(scene: Scene): Promise<void> {
  console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
  // Only such sites have a fast line to lose and another one to go on.
  const sites = scene.sites.filter((site) => primaryLine(site).kind === "landesnetz" && site.uplinks.length > 1);
  const [first] = sites;
  if (!first) throw new Error("no site has the Landesnetz and another line");
  const { bfdIntervalMs, bfdMultiplier } = timersOf(first);
  const detection = bfdIntervalMs * bfdMultiplier;
  const trials = await takeTurns(scene, sites);
  const over = trials.map(({ failureMs }) => failureMs - detection);
  const [middle, worst] = [median(over), Math.max(...over)];
  const back = Math.max(...trials.map(({ returnMs }) => returnMs));
  const loss = await one(scene, first, fault(scene, first, "loss"), 10_000 + AROUND);
  const { failure } = await landesnetzFailure(scene, sites);
  const p95 = percentile(
    failure.map(({ backMs }) => backMs ?? Number.POSITIVE_INFINITY),
    95,
  );
  const { lost, minutes } = await flaps(scene, first);
  row(`outage beyond ${detection} ms of detection, median of ${trials.length}`, middle, "ms", "<= 500", middle <= 500);
  row("the same, worst", worst, "ms", "<= 2000", worst <= 2000);
  row("lost at the return, worst", back, "ms", "<= 200", back <= 200);
  row(
    `${LOSS_PERCENT} % loss: traffic steady, and stays so, after`,
    loss.failureMs,
    "ms",
    "<= 10000",
    loss.failureMs <= 10_000,
  );
  row(`5 % loss in ${minutes} minutes: BGP sessions that ended`, lost, "", "0", lost === 0);
  row(`whole Landesnetz fails, p95 of ${failure.length} sites`, p95, "ms", "<= 5000", p95 <= 5000);
}

/** Each site its share of the trials; they begin one after the other, so that only one fails at a time. */
async function takeTurns(scene: Scene, sites: readonly RouterIntent[]): Promise<Trial[]> {
  const rounds = Math.ceil(TRIALS / sites.length);
  const cycle = (timersOf(sites[0] as RouterIntent).holdSeconds * 1000 + 30_000) / sites.length;
  const all = await Promise.all(
    sites.map(async (site, index) => {
      await pause(index * cycle);
      const own: Trial[] = [];
      for (let round = 0; round < rounds; round++) {
        const trial = await one(scene, site, fault(scene, site, round % 2 ? "blackhole" : "link-down"), 5000);
        console.log(`${site.site}: ${trial.failureMs} ms, return ${trial.returnMs} ms`);
        own.push(trial);
      }
      return own;
    }),
  );
  return all.flat();
}

/** A failure and its end under the tunnelled traffic, which must go on. @param ms  how long it lasts */
async function one(scene: Scene, site: RouterIntent, { begin, end }: Fault, ms: number): Promise<Trial> {
  const { twin, platform, expected } = scene;
  await converged(twin, [site], SETTLE);
  const flows = flowsOf(twin, platform, expected, site).filter(
    ({ allowed, nowhere, to }) => allowed && !nowhere && to !== "internet",
  );
  const steady = await traffic(twin.run, flows);
  await pause(AROUND);
  steady.mark("failure");
  await begin();
  await pause(ms);
  steady.mark("return");
  await end();
  await converged(twin, [site], timersOf(site).holdSeconds + SETTLE);
  await pause(AROUND);
  const { marks, flows: found, seconds } = await steady.stop();
  const at = (text: string) => marks.find((mark) => mark.text === text)?.at ?? 0;
  const cost = (from: number, to: number) => found.map((flow) => outage(flow, seconds, from, to));
  return {
    failureMs: Math.max(...cost(at("failure"), at("return")).map(({ backMs }) => backMs ?? Number.POSITIVE_INFINITY)),
    returnMs: Math.max(...cost(at("return"), seconds * 1000).map(({ ms }) => ms)),
  };
}

function fault(scene: Scene, site: RouterIntent, id: Fault["id"]): Fault {
  const found = faultsOf(scene, site, site).find((one) => one.id === id);
  if (!found) throw new Error(`there is no fault ${id}`);
  return found;
}
