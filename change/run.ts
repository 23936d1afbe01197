import type { Platform, Stack } from "../model/platform.js";
import { EngineOutput, formatCounts, isEmpty, type Outcome, type Progress } from "./events.js";
import { perhapsHalfMade, type Remedy, remedies, type StackResources } from "./recover.js";
import { schedule } from "./schedule.js";

/** Starts the engine (OpenTofu or Terraform) in a stack's folder; scripts/lib/engine.ts is the real one. */
export type Engine = (stack: Stack, args: readonly string[], onLine: (line: string) => void) => Promise<number>;

export interface RunOptions {
  readonly engine: Engine;
  /** Resources of a synthesised stack, for what an interrupted run left behind. */
  readonly resources: (stack: Stack) => StackResources;
  readonly progress: Progress;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** File of a saved plan inside the stack's folder. It holds the state and is removed once it was applied. */
export const PLAN_FILE = "plan.tfplan";

/** Rounds of mending: each makes progress or ends, and a stack has only so many kinds of leftovers. */
const MAX_ROUNDS = 6;

const INIT = ["init", "-input=false", "-no-color", "-json"];
const plan = (parallelism: number) => [
  "plan",
  "-input=false",
  "-json",
  `-parallelism=${Math.max(4, parallelism)}`,
  `-out=${PLAN_FILE}`,
];
const apply = (parallelism: number) => ["apply", "-input=false", "-json", `-parallelism=${parallelism}`, PLAN_FILE];

/** Plans stacks in parallel; each plan is kept for `applyStacks`. */
export function planStacks(platform: Platform, stacks: readonly Stack[], options: RunOptions): Promise<Outcome[]> {
  // A plan needs no other stack: constants come from the model, so nothing waits for anything.
  const independent = stacks.map((stack) => ({ ...stack, after: [] }));
  return schedule(platform, independent, options, async (stack, parallelism) => {
    const initialised = await step(stack, options, "init", INIT);
    const outcome = initialised.result === "done" ? await step(stack, options, "plan", plan(parallelism)) : initialised;
    options.progress.ended(stack, outcome);
    return outcome;
  });
}

/**
 * Applies the saved plans of the stacks that have changes: exactly what was planned, or nothing. Only what an
 * interrupted run left behind is mended first, and then planned anew.
 */
export function applyStacks(
  platform: Platform,
  stacks: readonly Stack[],
  planned: ReadonlyMap<string, Outcome>,
  options: RunOptions,
): Promise<Outcome[]> {
  return schedule(platform, stacks, options, async (stack, parallelism) => {
    const before = planned.get(stack.id);
    if (before?.result === "done" && isEmpty(before.counts)) return before;
    const created = new Map<string, string>();
    const applied = () => step(stack, options, "apply", apply(parallelism), created);
    let outcome = before?.result === "done" ? await applied() : before;
    for (let round = 1; outcome?.result === "failed" && round < MAX_ROUNDS && !options.signal.aborted; round++) {
      const found = remedies(outcome.errors, options.resources(stack));
      if (!found || !(await mend(stack, options, found))) break;
      outcome = await step(stack, options, "plan", plan(parallelism));
      if (outcome.result === "done") outcome = await applied();
    }
    if (outcome?.result === "done") outcome = await complete(stack, options, parallelism, outcome, created);
    const end: Outcome = outcome ?? { stack: stack.id, result: "owed", because: "it was not planned" };
    options.progress.ended(stack, end);
    return end;
  });
}

/** Whether a failed plan fails only because of what an interrupted run left behind, which `applyStacks` mends. */
export function isMendable(stack: Stack, outcome: Outcome, options: Pick<RunOptions, "resources">): boolean {
  return outcome.result === "failed" && remedies(outcome.errors, options.resources(stack)) !== undefined;
}

async function mend(stack: Stack, options: RunOptions, found: readonly Remedy[]): Promise<boolean> {
  for (const remedy of found) {
    const args =
      remedy.action === "import"
        ? ["import", "-input=false", "-no-color", remedy.address, remedy.id]
        : ["untaint", "-no-color", remedy.address];
    const { result } = await step(stack, options, `${remedy.action} ${remedy.address}`, args);
    options.progress.mended(
      stack,
      `${remedy.action} ${remedy.address}, left behind by an interrupted run`,
      result === "done",
    );
    if (result !== "done") return false;
  }
  return true;
}

/**
 * Brings what the provider took over half-made to what was planned, and touches nothing else.
 *
 * @param created what the applies of this run made: address → resource type
 */
async function complete(
  stack: Stack,
  options: RunOptions,
  parallelism: number,
  applied: Outcome,
  created: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const addresses = perhapsHalfMade(created);
  if (addresses.length === 0) return applied;
  const targets = addresses.map((address) => `-target=${address}`);
  const planned = await step(stack, options, "plan what may be half-made", [...plan(parallelism), ...targets]);
  if (planned.result !== "done") return planned;
  if (isEmpty(planned.counts)) return applied;
  const completed = await step(stack, options, "complete", apply(parallelism));
  const good = completed.result === "done";
  options.progress.mended(stack, "complete what an interrupted run left half-made", good);
  return good ? applied : completed;
}

async function step(
  stack: Stack,
  { engine, progress, signal }: RunOptions,
  name: string,
  args: readonly string[],
  created?: Map<string, string>,
): Promise<Outcome> {
  progress.started(stack, name);
  const output = new EngineOutput(created);
  const rest: string[] = [];
  const code = await engine(stack, args, (line) => {
    const resource = output.take(line);
    if (resource) progress.step(stack, `${name} ${resource} (${formatCounts(output.counts)})`);
    if (!line.startsWith("{") && line.trim() !== "") rest.push(line);
  });
  if (code === 0) return { stack: stack.id, result: "done", counts: output.counts };
  // What engine and provider say while they are being stopped is about the stop, not about the stack.
  if (signal.aborted)
    return { stack: stack.id, result: "owed", because: `${name} was interrupted; the next run goes on from here` };
  const said = rest.slice(-8).map((text) => ({ text }));
  const errors =
    output.errors.length > 0 ? output.errors : said.length > 0 ? said : [{ text: `${name} ended with code ${code}` }];
  return { stack: stack.id, result: "failed", errors };
}
