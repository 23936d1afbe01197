// What the figures of the twin have in common: a twin of so many sites, taken down whatever happens.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scene } from "../lab/twin/proof.js";
import { endRun, newRun, unavailable } from "../lab/twin/run.js";
import { type SceneOptions, sceneOf } from "../lab/twin/scene.js";
import { ovsFiles } from "../render/adapters/openvswitch/openvswitch.js";
import { PROJECT, ready } from "../scripts/lib/command.js";
import { builtSites } from "../scripts/lib/twin.js";

export const declared = () => ready(join(PROJECT, "traeger/hansestadt"), { warnings: false });

/** @throws Error where there can be no twin */
export async function withTwin(
  sites: number,
  options: Pick<SceneOptions, "platform" | "catalogue" | "declaration" | "devices">,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const why = unavailable();
  if (why) throw new Error(why);
  const parent = mkdtempSync(join(tmpdir(), "bench-twin-"));
  const run = newRun(parent);
  try {
    await work(
      await sceneOf(run, {
        ...options,
        sites: builtSites(options).slice(0, sites),
        switchText: ovsFiles,
        progress: () => undefined,
        done: (step, seconds) => console.log(`${step} ${seconds} s`),
      }),
    );
  } finally {
    await endRun(run);
    rmSync(parent, { recursive: true, force: true });
  }
}
