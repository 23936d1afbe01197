import type { Catalogue } from "../catalogue/schema.js";
import type { KeyPath } from "../diagnostics.js";
import type { Declaration } from "../load.js";
import type { Platform } from "../platform.js";
import type { MachineDemand } from "../resolve/machines.js";

/** What a rule found: a place in a file and a sentence. Title, reason and source stand in texts.yaml. */
export interface Finding {
  /** File relative to the declaration's folder. */
  readonly file: string;
  readonly path: KeyPath;
  /** Whether the caret points at the key or at its value. Default: value. */
  readonly of?: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

/** Everything that is known before anything has numbers. */
export interface DeclarationContext {
  readonly declaration: Declaration;
  readonly catalogue: Catalogue;
  /** The day on which a command runs, for what ends by itself. The model has no clock: undefined means no such check. */
  readonly today?: string | undefined;
}

export interface DemandContext extends DeclarationContext {
  /** Owner (school id, or undefined for the Träger) and the machines that it needs. */
  readonly demands: readonly (MachineDemand & { readonly school?: string })[];
}

export interface PlatformContext extends DemandContext {
  readonly platform: Platform;
}

/**
 * One rule. `on` names what it looks at: this release checks the model; plan, rendered configuration and run
 * records take the same interface. A phase runs only when the one before it found no error, so that one mistake
 * gives one message:
 * `references` (ids exist) → `declaration` (settings make sense) → `allocation` (numbers are there) → `platform`.
 */
export type Rule =
  | {
      readonly id: string;
      readonly on: "model";
      readonly phase: "references";
      check(context: DeclarationContext): Iterable<Finding>;
    }
  | {
      readonly id: string;
      readonly on: "model";
      readonly phase: "declaration" | "allocation";
      check(context: DemandContext): Iterable<Finding>;
    }
  | {
      readonly id: string;
      readonly on: "model";
      readonly phase: "platform";
      check(context: PlatformContext): Iterable<Finding>;
    };
