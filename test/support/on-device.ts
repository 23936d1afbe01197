import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "../../scripts/lib/command.js";

/** What a program makes of its input with the device's own code. */
export function asked<T>(program: string, input: unknown): T {
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "roles/router/files"), PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr, status } = spawnSync("python3", ["-c", `import json, sys\n${program}`], {
    input: JSON.stringify(input),
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
