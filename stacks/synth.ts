import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktn";
import type { Platform } from "../model/platform.js";
import { PlatformStack } from "./platform-stack.js";

export interface SynthOptions {
  /** Folder that gets `stacks/<id>/cdk.tf.json`. */
  readonly outdir: string;
  /** Lock file of the provider that is copied into each stack's folder. */
  readonly lockFile?: string;
}

/** As in cdktf.json, for whoever does not come through the CLI: S3 with lock files is refused below it. */
const TARGET_VERSIONS = { terraform: ">=1.11", opentofu: ">=1.11" };

/** Writes all stacks of a Platform. The same Platform gives the same bytes, anywhere and at any time. */
export function synthesise(platform: Platform, { outdir, lockFile }: SynthOptions): void {
  // Where each value was created in the code: never printed, and it takes most of the time of building the constructs.
  process.env.CDKTN_DISABLE_CREATION_STACK ??= "1";
  mkdirSync(outdir, { recursive: true });
  const context = { excludeStackIdFromLogicalIds: "true", targetVersions: TARGET_VERSIONS };
  const app = new App({ outdir, stackTraces: false, context });
  const stacks = new Map(
    Object.values(platform.stacks).map((stack) => [stack.id, new PlatformStack(app, platform, stack)]),
  );
  for (const [id, stack] of stacks)
    for (const before of platform.stacks[id]?.after ?? []) {
      const dependency = stacks.get(before);
      if (dependency) stack.addDependency(dependency);
    }
  app.synth();
  if (lockFile === undefined || !existsSync(lockFile)) return;
  for (const id of stacks.keys()) copyFileSync(lockFile, join(outdir, "stacks", id, ".terraform.lock.hcl"));
}
