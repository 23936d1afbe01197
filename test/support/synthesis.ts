import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Platform } from "../../model/platform.js";
import { synthesise } from "../../stacks/synth.js";

/** All files that a synthesis writes: relative path → text. */
export function synthesised(platform: Platform): Map<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    synthesise(platform, { outdir });
    return readTree(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

export function readTree(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(files.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

interface StackJson {
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
  readonly terraform: Record<string, unknown>;
  readonly variable?: Record<string, Record<string, unknown>>;
}

/** The synthesised stack as plain JSON. */
export function stackJson(files: ReadonlyMap<string, string>, id: string): StackJson {
  const text = files.get(join("stacks", id, "cdk.tf.json"));
  if (text === undefined) throw new Error(`no stack ${id} was synthesised`);
  return JSON.parse(text) as StackJson;
}
