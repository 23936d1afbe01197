// One measurement in a process of its own, so that memory and caches of one size do not help another.
// usage: node --import tsx bench/pipeline.ts <schools> → one line of JSON
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalogue } from "../model/catalogue/load.js";
import { checkFolder } from "../model/check.js";
import { renderInventory } from "../render/inventory.js";
import { write } from "../scripts/lib/files.js";
import { synthesise } from "../stacks/synth.js";
import { dataSet, writeDeclaration } from "./data-set.js";
import { type Timing, timed } from "./timing.js";

const schools = Number(process.argv[2]);
const root = mkdtempSync(join(tmpdir(), "bench-"));
const folder = join(root, "gross");
writeDeclaration(folder, dataSet(schools));

const steps: Record<string, Timing> = {};
function step<T>(name: string, run: () => T): T {
  const { result, timing } = timed(run);
  steps[name] = timing;
  return result;
}

const catalogue = step("catalogue", loadCatalogue);
const platform = step("load, check, resolve", () => {
  const checked = checkFolder(folder, catalogue);
  if (!checked.platform) throw new Error(JSON.stringify(checked.diagnostics.slice(0, 3)));
  return checked.platform;
});
const files = step("render inventory", () => renderInventory(platform));
step("write inventory", () => write(join(folder, "inventories"), files));
step("stacks", () => synthesise(platform, { outdir: join(folder, "cdktf.out") }));
const peak = process.resourceUsage().maxRSS / 1024;
const unchanged = write(join(folder, "inventories"), renderInventory(platform));
rmSync(root, { recursive: true });

console.log(
  JSON.stringify({
    machines: Object.keys(platform.machines).length,
    stacks: Object.keys(platform.stacks).length,
    steps,
    peak,
    rewritten: unchanged.missing.length + unchanged.stale.length + unchanged.orphans.length,
  }),
);
