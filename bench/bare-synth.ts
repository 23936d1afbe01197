// The yardstick: only `App.synth()` of the same stacks, whose constructs stand already. It has a process of its own,
// as the pipeline has: after the pipeline, in the same one, it would find its code compiled already.
// usage: node --import tsx bench/bare-synth.ts <schools> → one line of JSON
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktn";
import { loadCatalogue } from "../model/catalogue/load.js";
import { resolvePlatform } from "../model/resolve/platform.js";
import { PlatformStack } from "../stacks/platform-stack.js";
import { dataSet } from "./data-set.js";
import { timed } from "./timing.js";

const platform = resolvePlatform(dataSet(Number(process.argv[2])), loadCatalogue());
const root = mkdtempSync(join(tmpdir(), "bench-"));
const app = new App({ outdir: join(root, "bare"), stackTraces: false });
for (const stack of Object.values(platform.stacks)) new PlatformStack(app, platform, stack);
const { timing } = timed(() => app.synth());
rmSync(root, { recursive: true });
console.log(JSON.stringify(timing));
