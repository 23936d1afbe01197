import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SwitchIntent } from "../model/intent.js";
import type { Devices } from "../render/adapters/adapter.js";
import { PROJECT } from "../scripts/lib/command.js";
import { layer2 } from "../test/render/adapters/fixtures.js";

/** A switch as Open vSwitch can be one: it tells telephones nothing. */
export function plainSwitch(site: number, index: number): SwitchIntent {
  const intent = layer2(site, index);
  return { ...intent, ports: intent.ports.map(({ voiceVlan: _, ...port }) => port) };
}

/** What a script of this folder prints. @param environment  folder of `.tools` with the Python that runs it */
export function python<T>(environment: string, script: string, ...args: string[]): T {
  const program = join(PROJECT, ".tools", environment, "bin/python");
  const { stdout, stderr, status } = spawnSync(program, [join(PROJECT, "bench", script), ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** The switches rendered by Jinja2: milliseconds of processor time, and the hash of all bytes. */
export function jinja(switches: Devices["switches"]): { ms: number; hash: string } {
  const folder = mkdtempSync(join(tmpdir(), "devices-"));
  try {
    const file = join(folder, "intents.json");
    writeFileSync(file, JSON.stringify(Object.values(switches)));
    const { seconds, hash } = python<{ seconds: number; hash: string }>("venv", "render-jinja.py", file);
    return { ms: seconds * 1000, hash };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of all bytes, in their order, as render-jinja.py reckons it. */
export function hashOf(files: ReadonlyMap<string, string>): string {
  return createHash("sha256")
    .update([...files.values()].join(""))
    .digest("hex");
}
