import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type LabTokens, labClusters, labToken } from "../../lab/clusters.js";
import type { Platform } from "../../model/platform.js";
import { PROJECT } from "./command.js";
import { writeAtomically } from "./files.js";

export interface Lab {
  readonly folder: string;
  readonly pid: number;
  /** Environment that points every engine at the lab. */
  readonly environment: Readonly<Record<string, string>>;
}

export function labFolder(folder: string): string {
  return join(folder, ".lab");
}

/** Starts the simulator for a Platform, with the state of an earlier lab where there is one. */
export async function startLab(platform: Platform, folder: string, taskSeconds = 0): Promise<Lab> {
  const lab = labFolder(folder);
  mkdirSync(lab, { recursive: true, mode: 0o700 });
  await stopLab(folder);
  const secrets = tokens(platform, join(lab, "tokens.json"));
  writeAtomically(
    join(lab, "clusters.json"),
    `${JSON.stringify(labClusters(platform, secrets, taskSeconds), null, 1)}\n`,
    0o600,
  );
  const log = openSync(join(lab, "simulator.log"), "a", 0o600);
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      join(PROJECT, "lab/pve/main.ts"),
      "--config",
      join(lab, "clusters.json"),
      "--state",
      join(lab, "pve"),
    ],
    { cwd: PROJECT, detached: true, stdio: ["ignore", "pipe", log] },
  );
  closeSync(log);
  const endpoints = await readiness(child, join(lab, "simulator.log"));
  child.unref();
  const environment = {
    PLATTFORM_LAB: lab,
    SSL_CERT_FILE: join(lab, "pve/ca.pem"),
    ...Object.fromEntries(
      endpoints.map(({ id, endpoint }) => [`TF_VAR_endpoint_${id.replaceAll("-", "_")}`, endpoint]),
    ),
    ...Object.fromEntries(
      Object.values(platform.stacks).map((stack) => {
        const perSchool = platform.clusters[stack.cluster]?.declared.schoolTokens === "per-school";
        return [`TF_VAR_${stack.tokenVariable}`, labToken(stack, secrets, perSchool)];
      }),
    ),
  };
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  writeAtomically(
    join(lab, "env"),
    `# Points tofu and cdktf at the lab: . ${JSON.stringify(join(lab, "env"))}\n${lines.join("\n")}\n`,
    0o600,
  );
  return { folder: lab, pid: child.pid ?? 0, environment };
}

/** Ends the simulator by its own pid and waits until it is gone. Its state stays. */
export async function stopLab(folder: string): Promise<void> {
  const file = join(labFolder(folder), "pve/pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  if (!isSimulator(pid)) return rmSync(file, { force: true });
  process.kill(pid, "SIGTERM");
  for (let waited = 0; isSimulator(pid) && waited < 10_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A pid can belong to somebody else by now: only a process that runs our simulator is ended. */
function isSimulator(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 2) return false;
  try {
    process.kill(pid, 0);
    const commandLine = `/proc/${pid}/cmdline`;
    return !existsSync("/proc/self/cmdline") || readFileSync(commandLine, "utf8").includes("lab/pve/main.ts");
  } catch {
    return false;
  }
}

function tokens(platform: Platform, file: string): LabTokens {
  const known: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  for (const { tokenVariable } of Object.values(platform.stacks)) known[tokenVariable] ??= randomUUID();
  writeAtomically(file, `${JSON.stringify(known, null, 1)}\n`, 0o600);
  return known;
}

function readiness(child: ChildProcess, log: string): Promise<{ id: string; endpoint: string }[]> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error("the simulator has no output"));
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => {
      lines.close();
      child.stdout?.destroy();
      resolve((JSON.parse(line) as { clusters: { id: string; endpoint: string }[] }).clusters);
    });
    child.once("exit", (code) => reject(new Error(`the simulator ended with code ${code}; its log: ${log}`)));
  });
}
