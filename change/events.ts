import type { Stack } from "../model/platform.js";

/** What a run did to one resource type, counted over a plan. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

export const NO_CHANGES: ChangeCounts = { add: 0, change: 0, remove: 0 };

export function isEmpty({ add, change, remove }: ChangeCounts): boolean {
  return add + change + remove === 0;
}

export function formatCounts(counts: ChangeCounts): string {
  return isEmpty(counts)
    ? "no changes"
    : `${counts.add} to add, ${counts.change} to change, ${counts.remove} to destroy`;
}

/** How work on one stack ended. `owed`: a stack it depends on failed, or the run was interrupted before it began. */
export type Outcome =
  | { readonly stack: string; readonly result: "done"; readonly counts: ChangeCounts }
  | { readonly stack: string; readonly result: "failed"; readonly errors: readonly EngineError[] }
  | { readonly stack: string; readonly result: "owed"; readonly because: string };

/** What the engine or the provider said, and of which resource. */
export interface EngineError {
  readonly address?: string | undefined;
  readonly text: string;
}

/** Told while a run goes on; a terminal or a log makes lines of it. */
export interface Progress {
  started(stack: Stack, step: string): void;
  step(stack: Stack, text: string): void;
  mended(stack: Stack, text: string, good: boolean): void;
  ended(stack: Stack, outcome: Outcome): void;
}

/** Line of the engine's machine-readable output (`-json`), as far as it is read. */
interface EngineEvent {
  readonly type?: string;
  readonly "@level"?: string;
  readonly "@message"?: string;
  readonly changes?: {
    readonly add: number;
    readonly change: number;
    readonly remove: number;
    readonly operation: string;
  };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
  readonly hook?: {
    readonly action?: string;
    readonly resource?: { readonly addr: string; readonly resource_type?: string };
  };
}

/** Collects what the engine says in one command. */
export class EngineOutput {
  counts: ChangeCounts = NO_CHANGES;
  readonly errors: EngineError[] = [];

  /** @param created what commands made is added to it: address → resource type */
  constructor(private readonly created = new Map<string, string>()) {}

  /** Takes one line; returns a short text when it is worth showing as progress. */
  take(line: string): string | undefined {
    let event: EngineEvent;
    try {
      event = JSON.parse(line) as EngineEvent;
    } catch {
      return undefined;
    }
    if (event.type === "change_summary" && event.changes) this.counts = event.changes;
    if (event.type === "diagnostic" && event.diagnostic?.severity === "error")
      this.errors.push(engineError(event.diagnostic));
    if (event.type !== "apply_complete") return undefined;
    const { action, resource } = event.hook ?? {};
    if (resource && action === "create") this.created.set(resource.addr, resource.resource_type ?? "");
    return resource?.addr;
  }
}

function engineError({ summary, detail, address }: NonNullable<EngineEvent["diagnostic"]>): EngineError {
  const text = `${summary}${detail ? `: ${detail.replace(/\s+/g, " ").trim()}` : ""}`;
  return { address, text };
}

/** Whether a stack was refused because a machine that is not ours holds a planned id (ownership guard). */
export function isForeign(outcome: Outcome): boolean {
  return (
    outcome.result === "failed" && outcome.errors.some(({ text }) => /is held by .* does not carry the tag/.test(text))
  );
}

export function formatError({ address, text }: EngineError): string {
  return address ? `${address}: ${text}` : text;
}
