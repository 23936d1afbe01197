import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PROJECT } from "../../scripts/lib/command.js";

/** A copy of an example outside the repository, so that tests write nothing into it. */
export class Workplace {
  readonly folder: string;

  constructor(
    readonly example: string,
    name = example,
  ) {
    this.folder = join(mkdtempSync(join(tmpdir(), "platform-")), name);
    cpSync(join(PROJECT, "traeger", example), this.folder, {
      recursive: true,
      filter: (path) => ![".lab", "cdktf.out", "state"].includes(basename(path)),
    });
  }

  /** Variables that `. .lab/env` would set. */
  environment(): Record<string, string> {
    const file = join(this.folder, ".lab/env");
    if (!existsSync(file)) return {};
    return Object.fromEntries(
      [...readFileSync(file, "utf8").matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [
        name as string,
        value as string,
      ]),
    );
  }

  /** Writes a file of the declaration, or what the text that stands there is turned into. */
  write(file: string, text: string | ((before: string) => string)): void {
    const path = join(this.folder, file);
    writeFileSync(path, typeof text === "string" ? text : text(readFileSync(path, "utf8")));
  }

  /** Runs one of the project's scripts on the copy; the lab without its twin, which has tests of its own. */
  run(script: string, args: readonly string[] = [], environment: Record<string, string> = {}): Run {
    const without = script === "lab" ? ["--without-network"] : [];
    return start(
      process.execPath,
      ["--import", "tsx", join(PROJECT, "scripts", `${script}.ts`), "--traeger", this.folder, ...without, ...args],
      PROJECT,
      environment,
    );
  }

  async remove(): Promise<void> {
    await this.run("lab", ["--down"]).ended;
    rmSync(join(this.folder, ".."), { recursive: true, force: true });
  }
}

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

export function start(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Record<string, string> = {},
): Run {
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env as Record<string, string>;
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, CI: "true", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))) };
}

interface ListedMachine {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  readonly tags?: string;
  readonly status: string;
}

/** Machines of a simulated cluster. */
export function listMachines(environment: Record<string, string>, cluster: string, token: string) {
  return ask<ListedMachine[]>(environment, cluster, token, "cluster/resources?type=vm");
}

/** What a simulated cluster answers to a request, asked through its API as any client would. */
export function ask<T>(
  environment: Record<string, string>,
  cluster: string,
  token: string,
  path: string,
  method: "GET" | "DELETE" = "GET",
): Promise<T> {
  const endpoint = new URL(`${environment[`TF_VAR_endpoint_${cluster.replaceAll("-", "_")}`]}api2/json/${path}`);
  const options = {
    method,
    ca: readFileSync(environment.SSL_CERT_FILE ?? ""),
    headers: { authorization: `PVEAPIToken=${environment[`TF_VAR_${token}`]}` },
  };
  return new Promise((resolve, reject) => {
    request(endpoint, options, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(JSON.parse(text).data)
          : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    })
      .on("error", reject)
      .end();
  });
}
