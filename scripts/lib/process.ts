import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { $ } from "zx";
import { PROJECT } from "./command.js";

/** Folder of the project's own Ansible, made by scripts/setup. */
const VENV = join(PROJECT, ".tools/venv/bin");

/** Runs one of the project's Python tools and returns what it printed; throws with its last lines when it fails. */
export async function tool(name: string, args: readonly string[], cwd = PROJECT): Promise<string> {
  const path = existsSync(VENV) ? `${VENV}${delimiter}${process.env.PATH ?? ""}` : process.env.PATH;
  const environment = { ...process.env, PATH: path, ANSIBLE_NOCOLOR: "1", ANSIBLE_LOCALHOST_WARNING: "False" };
  const result = await $({ cwd, env: environment, quiet: true, nothrow: true })`${name} ${[...args]}`;
  if (result.exitCode !== 0)
    throw new Error(`${name} ended with ${result.exitCode}: ${result.stderr.split("\n").slice(-5).join(" ").trim()}`);
  return result.stdout;
}
