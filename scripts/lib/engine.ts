import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Engine, PLAN_FILE } from "../../change/run.js";
import type { Platform } from "../../model/platform.js";
import { EXIT, PROJECT } from "./command.js";

/** Path of the engine: TERRAFORM_BINARY_NAME, else the project's own OpenTofu. */
export function enginePath(): string {
  return process.env.TERRAFORM_BINARY_NAME ?? join(PROJECT, ".tools/bin/tofu");
}

/** Environment of every engine call: no telemetry, the project's provider mirror where it has one, the tokens. */
export function engineEnvironment(platform: Platform): Record<string, string> {
  const tofurc = join(PROJECT, ".tools/tofurc");
  const tokens = Object.values(platform.stacks).flatMap(({ token, tokenVariable }) => {
    const value = process.env[`TF_VAR_${tokenVariable}`] ?? process.env[token.slice("secret://env/".length)];
    return value === undefined ? [] : [[`TF_VAR_${tokenVariable}`, value] as const];
  });
  return {
    ...(process.env as Record<string, string>),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    // Engine and provider live for seconds: collecting garbage less often saves a fifth of their processor time, and
    // costs some 60 MB each (measured: plan of 185 resources, 8.4 s and 113 MB; with 400 6.5 s and 173 MB).
    GOGC: process.env.GOGC ?? "400",
    ...(existsSync(tofurc) && !process.env.SCHULPLATTFORM_REGISTRY ? { TF_CLI_CONFIG_FILE: tofurc } : {}),
    ...Object.fromEntries(tokens),
  };
}

/** Names of the environment variables that must hold a token and do not. */
export function missingTokens(
  platform: Platform,
  stacks: readonly { token: string; tokenVariable: string }[],
): string[] {
  const environment = engineEnvironment(platform);
  const missing = stacks.filter(({ tokenVariable }) => !environment[`TF_VAR_${tokenVariable}`]);
  return [...new Set(missing.map(({ token }) => token.slice("secret://env/".length)))].sort();
}

/**
 * An engine whose children are process groups of their own: Ctrl-C reaches them once, through `signal`, and they
 * are waited for, because a killed engine loses what it built last (docs/gotchas.md).
 */
export function startEngine(platform: Platform, workspace: string, signal: AbortSignal): Engine {
  const environment = engineEnvironment(platform);
  mkdirSync(join(workspace, "state"), { recursive: true });
  return (stack, args, onLine) =>
    new Promise((resolve, reject) => {
      const cwd = join(workspace, "cdktf.out/stacks", stack.id);
      const child = spawn(enginePath(), args, {
        cwd,
        env: environment,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const interrupt = () => child.pid !== undefined && process.kill(-child.pid, "SIGINT");
      if (signal.aborted) interrupt();
      signal.addEventListener("abort", interrupt, { once: true });
      createInterface({ input: child.stdout }).on("line", onLine);
      createInterface({ input: child.stderr }).on("line", onLine);
      child.on("error", reject);
      child.on("close", (code) => {
        signal.removeEventListener("abort", interrupt);
        if (args[0] === "apply" && code === 0) rmSync(join(cwd, PLAN_FILE), { force: true });
        resolve(code ?? EXIT.failed);
      });
    });
}

/** Turns the first SIGINT or SIGTERM into an abort; the run ends cleanly and the process with 130. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) return;
    console.error("\ninterrupted: running stacks are stopped cleanly, please wait");
    process.exitCode = 130;
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
