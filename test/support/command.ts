import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables that a test run must not hand on: they name the outer run's folder, declaration or lab. */
const OUTER = /^(npm_|INIT_CWD$|TRAEGER$|PLATTFORM_LAB$|TF_VAR_|PVE_|SSL_CERT_FILE$|SCHULPLATTFORM_BIN$)/;

/** Environment of a person's own terminal. */
export function terminal(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !OUTER.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...extra };
}

/** Runs a program and waits for its end. */
export function run(program: string, args: readonly string[], cwd: string, env = terminal()): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}

/** One of the project's commands, as npm starts it. */
export function command(name: string, args: readonly string[], env = terminal()): Promise<Ended> {
  return run(process.execPath, ["--import", "tsx", `scripts/${name}.ts`, ...args], PROJECT, env);
}

/** Big or of no use to a copy: all examples but one, and the tests. */
const LEFT_OUT = /^(test|bench)\/|^(traeger|inventories)\/(?!kleinstadt\/)/;

/** A copy of the project's files (what git does not ignore), with the tools that setup made linked in. */
export async function copyOfProject(folder: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], PROJECT);
  for (const path of stdout
    .split("\0")
    .filter((path) => path !== "" && !LEFT_OUT.test(path) && existsSync(join(PROJECT, path)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(PROJECT, path), join(folder, path), { force: true });
  }
  for (const made of ["node_modules", ".tools"]) symlinkSync(join(PROJECT, made), join(folder, made));
}
