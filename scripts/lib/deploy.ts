import { isEmpty, isForeign, type Outcome } from "../../change/events.js";
import { applyStacks, isMendable } from "../../change/run.js";
import type { Platform, Stack } from "../../model/platform.js";
import { ConsoleProgress } from "./progress.js";
import { summarise, synthAndPlan } from "./stacks.js";

export type Deployment = "unchanged" | "applied" | "failed" | "refused" | "foreign" | "interrupted";

/**
 * Plans stacks, asks, and applies exactly these plans.
 *
 * @param approve is asked once, with the number of stacks that have changes; nothing is applied unless it says yes
 */
export async function deploy(
  platform: Platform,
  workspace: string,
  stacks: readonly Stack[],
  approve: (changed: number) => Promise<boolean> | boolean,
): Promise<Deployment> {
  const { outcomes: planned, options } = await synthAndPlan(platform, workspace, stacks);
  summarise("plan", planned);
  if (options.signal.aborted) return "interrupted";
  const mendable = new Set(
    planned
      .filter((outcome) => isMendable(platform.stacks[outcome.stack] as Stack, outcome, options))
      .map(({ stack }) => stack),
  );
  if (planned.some(isForeign)) return "foreign";
  if (planned.some(({ result, stack }) => result !== "done" && !mendable.has(stack))) return "failed";
  const changed = planned.filter((outcome) => hasChanges(outcome) || mendable.has(outcome.stack));
  if (changed.length === 0) return "unchanged";
  if (!(await approve(changed.length))) return "refused";
  const progress = new ConsoleProgress("apply", changed.length);
  const byStack = new Map(planned.map((outcome) => [outcome.stack, outcome]));
  const applied = await applyStacks(platform, stacks, byStack, { ...options, progress });
  const done = summarise(
    "apply",
    applied.filter((outcome) => byStack.has(outcome.stack)),
  );
  if (options.signal.aborted) return "interrupted";
  return done ? "applied" : "failed";
}

function hasChanges(outcome: Outcome): boolean {
  return outcome.result === "done" && !isEmpty(outcome.counts);
}
