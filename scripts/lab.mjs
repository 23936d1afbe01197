/**
 * `npm run lab`: setup where it is needed, then scripts/lab.ts.
 *
 * Setup makes what lab.ts itself is run with, so this file needs nothing but Node. Help and the lab's end make nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const makesNothing = process.argv.slice(2).some((option) => ["--help", "-h", "--down"].includes(option));

if (!makesNothing || !existsSync(at("node_modules/tsx"))) {
  const { status } = spawnSync(process.execPath, [at("scripts/setup.mjs")], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
const { register } = await import("tsx/esm/api");
register();
await import("./lab.ts");
