import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../change/events.js";
import type { StackResources } from "../../change/recover.js";
import { planStacks } from "../../change/run.js";
import { suggestion } from "../../model/candidates.js";
import { counted } from "../../model/counted.js";
import type { Platform, Stack } from "../../model/platform.js";
import { synthesise } from "../../stacks/synth.js";
import { EXIT, PROJECT } from "./command.js";
import { interruptible, missingTokens, startEngine } from "./engine.js";
import { ConsoleProgress } from "./progress.js";

/** Engine processes at the same time: more than the cores only wait for each other and for Proxmox VE. */
const JOBS = 4;

/** Stacks by name; without names all. Ends the process with 1 for an unknown name. */
export function chooseStacks(platform: Platform, names: readonly string[]): Stack[] {
  const unknown = names.filter((name) => !(name in platform.stacks));
  for (const name of unknown)
    console.error(`stack ${name} does not exist; ${suggestion(name, Object.keys(platform.stacks))}`);
  if (unknown.length > 0) process.exit(EXIT.failed);
  return names.length === 0 ? Object.values(platform.stacks) : names.flatMap((name) => platform.stacks[name] ?? []);
}

/** Synthesises all stacks and plans the chosen ones. Ends the process with 1 when a token is missing. */
export async function synthAndPlan(platform: Platform, workspace: string, stacks: readonly Stack[]) {
  const missing = missingTokens(platform, stacks);
  if (missing.length > 0) {
    console.error(`these environment variables must hold an API token (user@realm!id=uuid): ${missing.join(", ")}`);
    console.error("  = npm run bootstrap prints how tokens are made; for the lab: . <declaration>/.lab/env");
    process.exit(EXIT.failed);
  }
  synthesise(platform, { outdir: join(workspace, "cdktf.out"), lockFile: join(PROJECT, ".tools/lock.hcl") });
  const signal = interruptible();
  const engine = startEngine(platform, workspace, signal);
  const options = { engine, resources: (stack: Stack) => stackResources(workspace, stack), jobs: JOBS, signal };
  const outcomes = await planStacks(platform, stacks, {
    ...options,
    progress: new ConsoleProgress("plan", stacks.length),
  });
  return { outcomes, options };
}

/** What a stack's folder declares, as synthesised. */
function stackResources(workspace: string, { id }: Stack): StackResources {
  const file = join(workspace, "cdktf.out/stacks", id, "cdk.tf.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { resource?: StackResources }).resource ?? {};
}

/** Last lines of a run: how many stacks ended how. Returns whether all are done. */
export function summarise(verb: string, outcomes: readonly Outcome[]): boolean {
  const of = (result: Outcome["result"]) => outcomes.filter((outcome) => outcome.result === result);
  const [done, failed, owed] = [of("done"), of("failed"), of("owed")];
  const sum = { add: 0, change: 0, remove: 0 };
  for (const outcome of done)
    if (outcome.result === "done")
      for (const key of ["add", "change", "remove"] as const) sum[key] += outcome.counts[key];
  console.log(
    `${verb}: ${counted(done.length, "stack")} done, ${failed.length} failed, ${owed.length} owed; ${sum.add} add, ${sum.change} change, ${sum.remove} destroy`,
  );
  for (const { stack } of [...failed, ...owed]) console.log(`  not done: ${stack}`);
  return failed.length + owed.length === 0;
}
