// Deployment of an example to a fresh simulator: `npm run apply` and `cdktf deploy '*' --parallelism 4` take turns.
// Inside a stack cdktf leaves the engine its own default of 10 operations at once, which is more than apply takes.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalogue } from "../model/catalogue/load.js";
import { checkFolder } from "../model/check.js";
import type { Platform } from "../model/platform.js";
import { forLab, PROJECT } from "../scripts/lib/command.js";
import { startLab, stopLab } from "../scripts/lib/lab.js";
import { median } from "./timing.js";

const EXAMPLE = "hansestadt";
const RUNS = 3;
const TOOLS = {
  apply: ["--import", "tsx", "scripts/apply.ts", "--yes"],
  cdktf: ["tools/cdktf/bin/cdktf.cjs", "deploy", "*", "--parallelism", "4", "--auto-approve"],
} as const;

interface Deployment {
  readonly seconds: number;
  /** In the states afterwards: both must have made the same. */
  readonly resources: number;
}

function platformOf(folder: string): Platform {
  const { platform, diagnostics } = checkFolder(folder, loadCatalogue());
  if (!platform) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return platform;
}

async function deploy(tool: keyof typeof TOOLS): Promise<Deployment> {
  const root = mkdtempSync(join(tmpdir(), "bench-"));
  const folder = join(root, EXAMPLE);
  cpSync(join(PROJECT, "traeger", EXAMPLE), folder, { recursive: true, filter: (path) => !path.endsWith("/.lab") });
  const lab = await startLab(forLab(platformOf(folder)), folder);
  try {
    const started = performance.now();
    await run(TOOLS[tool], { ...process.env, ...lab.environment, TRAEGER: folder });
    return { seconds: (performance.now() - started) / 1000, resources: resources(join(lab.folder, "state")) };
  } finally {
    await stopLab(folder);
    rmSync(root, { recursive: true });
  }
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: PROJECT, env, stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(String(data)));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(said.join("").slice(-3000)))));
  });
}

function resources(states: string): number {
  return readdirSync(states)
    .filter((file) => file.endsWith(".tfstate"))
    .map((file) => JSON.parse(readFileSync(join(states, file), "utf8")) as { resources: { mode: string }[] })
    .reduce((count, state) => count + state.resources.filter(({ mode }) => mode === "managed").length, 0);
}

const { stacks, machines } = platformOf(join(PROJECT, "traeger", EXAMPLE));
console.log(`\ndeploy of ${EXAMPLE}: ${Object.keys(stacks).length} stacks, ${Object.keys(machines).length} machines`);
const runs: Record<keyof typeof TOOLS, Deployment>[] = [];
for (let n = 0; n < RUNS; n++) {
  const one = { apply: await deploy("apply"), cdktf: await deploy("cdktf") };
  if (one.apply.resources !== one.cdktf.resources) throw new Error(`unequal work: ${JSON.stringify(one)}`);
  console.log(
    `   ${one.apply.resources} resources: apply ${one.apply.seconds.toFixed(1)} s, cdktf ${one.cdktf.seconds.toFixed(1)} s (load ${loadavg()[0]?.toFixed(1)})`,
  );
  runs.push(one);
}
const [apply, cdktf] = [median(runs.map((r) => r.apply.seconds)), median(runs.map((r) => r.cdktf.seconds))];
const ratio = cdktf / apply;
console.log(
  `medians: npm run apply ${apply.toFixed(1)} s, cdktf deploy ${cdktf.toFixed(1)} s: ${ratio.toFixed(2)} times as fast; target >= 2 ${ratio >= 2 ? "met" : "MISSED"}`,
);
