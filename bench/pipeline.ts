// One measurement in a process of its own, so that memory and caches of one size do not help another.
// usage: node --import tsx bench/pipeline.ts <schools> → one line of JSON
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App } from "cdktn";
import { stringify } from "yaml";
import { loadCatalogue } from "../model/catalogue/load.js";
import { checkFolder } from "../model/check.js";
import type { Declaration } from "../model/load.js";
import type { Platform } from "../model/platform.js";
import { renderAllocations } from "../render/allocations.js";
import { renderInventory } from "../render/inventory.js";
import { write } from "../scripts/lib/files.js";
import { PlatformStack } from "../stacks/platform-stack.js";
import { synthesise } from "../stacks/synth.js";
import { allocated, generatedDeclaration } from "../test/support/generated.js";

const schools = Number(process.argv[2] ?? 44);
const root = mkdtempSync(join(tmpdir(), "bench-"));
const folder = join(root, "gross");
writeDeclaration(allocated(generatedDeclaration(schools)));

const times: Record<string, number> = {};
function timed<T>(name: string, run: () => T): T {
  const started = performance.now();
  const result = run();
  times[name] = performance.now() - started;
  return result;
}

const catalogue = timed("catalogue", loadCatalogue);
const platform = timed("load, check, resolve", () => {
  const checked = checkFolder(folder, catalogue);
  if (!checked.platform) throw new Error(JSON.stringify(checked.diagnostics.slice(0, 3)));
  return checked.platform;
});
const files = timed("render inventory", () => renderInventory(platform));
timed("write inventory", () => write(join(folder, "inventories"), files));
timed("stacks", () => synthesise(platform, { outdir: join(folder, "cdktf.out") }));
const peak = process.resourceUsage().maxRSS / 1024;
const unchanged = write(join(folder, "inventories"), renderInventory(platform));
const bare = bareSynth(platform);
rmSync(root, { recursive: true });

const resources = Object.values(platform.machines).length;
const total = Object.values(times).reduce((sum, time) => sum + time, 0);
const rewritten = unchanged.missing.length + unchanged.stale.length + unchanged.orphans.length;
console.log(
  JSON.stringify({
    schools,
    machines: resources,
    stacks: Object.keys(platform.stacks).length,
    times,
    total,
    bare,
    peak,
    rewritten,
  }),
);

/** The yardstick: only `App.synth()` of the same stacks, whose constructs stand already. */
function bareSynth(of: Platform): number {
  const outdir = join(root, "bare");
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  for (const stack of Object.values(of.stacks)) new PlatformStack(app, of, stack);
  const started = performance.now();
  app.synth();
  return performance.now() - started;
}

function writeDeclaration({ traeger, sites, schools: all, allocations }: Declaration): void {
  const put = (path: string, value: unknown) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof value === "string" ? value : stringify(value));
  };
  put("traeger.yaml", traeger);
  for (const [id, site] of sites) put(`sites/${id}.yaml`, site);
  for (const [id, school] of all) put(`schools/${id}.yaml`, school);
  for (const [path, text] of renderAllocations(allocations)) put(`allocations/${path}`, text);
}
