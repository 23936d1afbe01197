import type { Catalogue } from "../../model/catalogue/schema.js";
import type { RouterIntent } from "../../model/intent.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import type { Expectation } from "./expected.js";
import type { Said } from "./report.js";
import type { Twin } from "./twin.js";

/** What a proof works on: a twin that is configured and has converged. Each proof leaves it so for the next. */
export interface Scene {
  readonly twin: Twin;
  readonly platform: Platform;
  /** What the platform was resolved from. */
  readonly declaration: Declaration;
  readonly catalogue: Catalogue;
  readonly expected: Expectation;
  /** Routers of the twin's sites, in the order of the declaration. */
  readonly sites: readonly RouterIntent[];
  /** Folder of the committed trees, `inventories/<Träger>/devices`. */
  readonly devices: string;
  /** Tells whoever waits what is being done. */
  progress(text: string): void;
}

/** What a proof found. */
export interface Verdict {
  /** One line with the figures, e.g. `matrix: 9000 probes, 400 reached, 0 violations, 12 s`. */
  readonly title: string;
  /** Details for the reader. */
  readonly lines: readonly string[];
  /** What is not as it must be; empty: proven. */
  readonly problems: readonly string[];
  /** All of it, for `report.json`. */
  readonly json: unknown;
}

/** What a person may ask of a proof. */
export interface ProofOptions {
  /** How long what it does to the twin lasts, where that is a matter of choice. */
  readonly minutes?: number;
}

/** A proof of `npm run twin -- --prove`. */
export interface Proof {
  readonly id: string;
  /** What it shows, for the reader of the report. */
  readonly shows: Said;
  /** Takes long: runs only when it is named by `--only`. */
  readonly onDemand?: true;
  /** Step of setup that makes what it needs beside the twin's own image. */
  readonly setup?: string;
  /** @throws Error where nothing could be proven at all */
  prove(scene: Scene, options?: ProofOptions): Promise<Verdict>;
}
