// npm run bench: ratios measured in one run, each beside its target. Not part of the tests: a busy machine is no defect.
import { spawnSync } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { PROJECT } from "../scripts/lib/command.js";
import { median, row, sum, type Timing } from "./timing.js";

if (process.argv.length > 2) {
  console.log("npm run bench   takes nothing and runs for some minutes; what it measures stands in bench/bench.ts");
  process.exit(["--help", "-h"].includes(process.argv[2] ?? "") ? 0 : 1);
}

interface Pipeline {
  readonly machines: number;
  readonly stacks: number;
  readonly steps: Record<string, Timing>;
  readonly peak: number;
  readonly rewritten: number;
}

/** Pipeline and yardstick take turns, so that what else the machine does meets both. */
const RUNS = 3;

function run<T>(script: string, ...args: string[]): T {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(PROJECT, "bench", script), ...args],
    { cwd: PROJECT, env: { ...process.env, CDKTN_DISABLE_CREATION_STACK: "1" }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}

function measure(schools: number) {
  const runs = Array.from({ length: RUNS }, () => ({
    whole: run<Pipeline>("pipeline.ts", String(schools)),
    bare: run<Timing>("bare-synth.ts", String(schools)),
  }));
  const totals = runs.map(({ whole }) => sum(Object.values(whole.steps)));
  const [{ whole }] = runs as [(typeof runs)[0]];
  const steps = Object.keys(whole.steps).map((name) => ({
    name,
    seconds: median(runs.map(({ whole }) => (whole.steps[name] as Timing).cpu)) / 1000,
  }));
  const of = (unit: keyof Timing) => ({
    total: median(totals.map((total) => total[unit])) / 1000,
    bare: median(runs.map(({ bare }) => bare[unit])) / 1000,
  });
  const peak = Math.max(...runs.map(({ whole }) => whole.peak));
  return { schools, ...whole, steps, wall: of("wall"), cpu: of("cpu"), peak };
}

const results = [44, 200, 1000].map(measure);
console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}; medians of ${RUNS} runs`);
console.log("generated data set: one site, one IServ per school, three central machines (test/support/generated.ts)\n");
for (const { schools, machines, stacks, wall, cpu, steps } of results) {
  console.log(`${schools} schools, ${machines} machines, ${stacks} stacks`);
  for (const [what, { total, bare }] of [["wall clock", wall] as const, ["processor", cpu] as const])
    console.log(`   ${what.padEnd(24)} ${total.toFixed(2).padStart(7)} s; bare App.synth() ${bare.toFixed(2)} s`);
  for (const { name, seconds } of steps)
    console.log(`      ${name.padEnd(21)} ${seconds.toFixed(2).padStart(7)} s of processor`);
}
console.log("");
const [, middle, large] = results;
for (const { schools, cpu, wall } of results)
  for (const [unit, { total, bare }] of [["wall clock", wall] as const, ["processor", cpu] as const])
    row(`pipeline / bare App.synth(), ${schools} schools, ${unit}`, total / bare, "x", "<= 2", total / bare <= 2);
if (middle && large) {
  const growth = large.cpu.total / middle.cpu.total;
  row("1,000 schools / 200 schools, processor", growth, "x", "<= 5.5", growth <= 5.5);
  row("peak memory at 1,000 schools", large.peak, "MB", "<= 512", large.peak <= 512);
}
for (const { schools, rewritten } of results)
  row(`files that a no-change run rewrites, ${schools} schools`, rewritten, "", "0", rewritten === 0);
