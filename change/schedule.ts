import type { Platform, Stack } from "../model/platform.js";
import type { Outcome } from "./events.js";

export interface ScheduleOptions {
  /** Engine processes at the same time, over all clusters. */
  readonly jobs: number;
  /** Stops starting new stacks; those that run end by themselves. */
  readonly signal: AbortSignal;
}

/**
 * Runs work on stacks: a stack after those it depends on, and never more operations on a cluster than its limit
 * (running stacks × the engine's parallelism). A failed stack holds back only what depends on it; every stack ends
 * with an outcome.
 */
export async function schedule(
  platform: Platform,
  stacks: readonly Stack[],
  { jobs, signal }: ScheduleOptions,
  work: (stack: Stack, parallelism: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const waiting = new Set(stacks);
  const running = new Set<Stack>();
  const chosen = new Set(stacks.map(({ id }) => id));

  return new Promise((resolve) => {
    const next = () => {
      for (const stack of [...waiting]) {
        const owed = signal.aborted ? "the run was interrupted" : blockedBy(stack, outcomes);
        if (owed) {
          waiting.delete(stack);
          outcomes.set(stack.id, { stack: stack.id, result: "owed", because: owed });
        } else if (ready(stack, chosen, outcomes) && running.size < jobs && fits(platform, stack, running))
          start(stack);
      }
      if (waiting.size === 0 && running.size === 0) resolve(stacks.flatMap(({ id }) => outcomes.get(id) ?? []));
    };
    const start = (stack: Stack) => {
      waiting.delete(stack);
      running.add(stack);
      void work(stack, parallelism(platform, stack))
        .catch((error: Error): Outcome => ({ stack: stack.id, result: "failed", errors: [{ text: error.message }] }))
        .then((outcome) => {
          running.delete(stack);
          outcomes.set(stack.id, outcome);
          next();
        });
    };
    signal.addEventListener("abort", next, { once: true });
    next();
  });
}

function ready({ after }: Stack, chosen: ReadonlySet<string>, outcomes: ReadonlyMap<string, Outcome>): boolean {
  return after.every((id) => !chosen.has(id) || outcomes.get(id)?.result === "done");
}

function blockedBy({ after }: Stack, outcomes: ReadonlyMap<string, Outcome>): string | undefined {
  const failed = after.find((id) => ["failed", "owed"].includes(outcomes.get(id)?.result ?? ""));
  return failed === undefined ? undefined : `${failed} did not succeed`;
}

/** A cluster's own stack may use the whole limit; schools share it, one operation each. */
export function parallelism({ clusters }: Platform, { kind, cluster }: Stack): number {
  return kind === "school" ? 1 : (clusters[cluster]?.declared.parallel ?? 1);
}

function fits(platform: Platform, stack: Stack, running: ReadonlySet<Stack>): boolean {
  const limit = platform.clusters[stack.cluster]?.declared.parallel ?? 1;
  const used = [...running]
    .filter(({ cluster }) => cluster === stack.cluster)
    .reduce((sum, other) => sum + parallelism(platform, other), 0);
  return used === 0 || used + parallelism(platform, stack) <= limit;
}
