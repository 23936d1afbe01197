#!/usr/bin/env node
/**
 * The project's commands for a Schulträger who has installed it as a dependency:
 *
 *   schulplattform <command> [options]
 *
 * Commands are those of scripts/ (see --help), `synth` (what cdktf.json calls), `cdktf …` and `setup`. In a folder with a
 * traeger.yaml, that folder is the declaration. Exit codes are the command's.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { constants } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const [command, ...options] = process.argv.slice(2);

const scripts = readdirSync(join(project, "scripts"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => [basename(file, ".ts"), join(project, "scripts", file)]);

/** Command → program and arguments for Node. TypeScript is run by the package's own tsx, wherever it was installed. */
const commands = {
  ...Object.fromEntries(scripts.map(([name, file]) => [name, typescript(file)])),
  synth: typescript(join(project, "stacks/main.ts")),
  cdktf: [join(project, "tools/cdktf/bin/cdktf.cjs")],
  setup: [join(project, "scripts/setup.mjs")],
};

function typescript(file) {
  return ["--import", import.meta.resolve("./typescript.mjs"), file];
}

function usage() {
  return `schulplattform <command> [options]\n\ncommands: ${Object.keys(commands).sort().join(", ")}\nschulplattform <command> --help tells what it takes`;
}

if (command === undefined || command === "--help" || command === "-h") {
  console.log(usage());
  process.exitCode = command === undefined ? 1 : 0;
} else if (!Object.hasOwn(commands, command)) {
  console.error(`there is no command ${command}\n\n${usage()}`);
  process.exitCode = 1;
} else run(commands[command]);

function run(program) {
  const here = existsSync("traeger.yaml") ? resolve(".") : undefined;
  const declaration = process.env.TRAEGER ? resolve(process.env.INIT_CWD ?? ".", process.env.TRAEGER) : here;
  const environment = { ...process.env, SCHULPLATTFORM_BIN: "1", ...(declaration ? { TRAEGER: declaration } : {}) };
  const child = spawn(process.execPath, [...program, ...options], { stdio: "inherit", env: environment });
  // The terminal sends Ctrl-C to the child as well; this process only waits for how it ends.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
