import type { Platform, Stack } from "../model/platform.js";
import { EngineOutput, isEmpty, type Outcome, type Progress } from "./events.js";
import { schedule } from "./schedule.js";

/** Starts the engine (OpenTofu or Terraform) in a stack's folder; scripts/lib/engine.ts is the real one. */
export type Engine = (stack: Stack, args: readonly string[], onLine: (line: string) => void) => Promise<number>;

export interface RunOptions {
  readonly engine: Engine;
  readonly progress: Progress;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** File of a saved plan inside the stack's folder. It holds the state and is removed once it was applied. */
export const PLAN_FILE = "plan.tfplan";

/** Plans stacks in parallel; each plan is kept for `applyStacks`. */
export function planStacks(platform: Platform, stacks: readonly Stack[], options: RunOptions): Promise<Outcome[]> {
  // A plan needs no other stack: constants come from the model, so nothing waits for anything.
  const independent = stacks.map((stack) => ({ ...stack, after: [] }));
  return schedule(platform, independent, options, (stack, parallelism) =>
    steps(stack, options, [
      ["init", ["init", "-input=false", "-no-color", "-json"]],
      ["plan", ["plan", "-input=false", "-json", `-parallelism=${Math.max(4, parallelism)}`, `-out=${PLAN_FILE}`]],
    ]),
  );
}

/** Applies the saved plans of the stacks that have changes: exactly what was planned, or nothing. */
export function applyStacks(
  platform: Platform,
  stacks: readonly Stack[],
  planned: ReadonlyMap<string, Outcome>,
  options: RunOptions,
): Promise<Outcome[]> {
  return schedule(platform, stacks, options, async (stack, parallelism) => {
    const plan = planned.get(stack.id);
    if (plan?.result === "done" && isEmpty(plan.counts)) return plan;
    return steps(stack, options, [["apply", ["apply", "-input=false", "-json", `-parallelism=${parallelism}`, PLAN_FILE]]]);
  });
}

async function steps(stack: Stack, { engine, progress }: RunOptions, commands: readonly [string, readonly string[]][]): Promise<Outcome> {
  let output = new EngineOutput();
  const end = (outcome: Outcome): Outcome => {
    progress.ended(stack, outcome);
    return outcome;
  };
  for (const [step, args] of commands) {
    progress.started(stack, step);
    output = new EngineOutput();
    const rest: string[] = [];
    const code = await engine(stack, args, (line) => {
      const resource = output.take(line);
      if (resource) progress.step(stack, resource);
      if (!line.startsWith("{")) rest.push(line);
    });
    if (code !== 0) {
      const errors = output.errors.length > 0 ? output.errors : rest.filter((line) => line.trim() !== "").slice(-8);
      return end({ stack: stack.id, result: "failed", errors: errors.length > 0 ? errors : [`${step} ended with code ${code}`] });
    }
  }
  return end({ stack: stack.id, result: "done", counts: output.counts });
}
