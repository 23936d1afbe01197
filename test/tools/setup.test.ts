import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { copyOfProject } from "../support/command.js";

const project = fileURLToPath(new URL("../..", import.meta.url));
const env = { ...process.env, TF_CLI_CONFIG_FILE: `${project}.tools/tofurc` };
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: project, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("setup does nothing when all is there", () => {
  expect(run(process.execPath, "scripts/setup.mjs")).toContain("setup: all was there already");
});

test("a second checkout whose .tools is a link uses what is there, and rebuilds nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linked-"));
  try {
    await copyOfProject(folder);
    const output = execFileSync(process.execPath, ["scripts/setup.mjs"], { cwd: folder, encoding: "utf8" });
    expect(output).toContain("setup: all was there already");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the engine is the version that its go.mod names, and no development version", () => {
  const version = readFileSync(`${project}tools/tofu/go.mod`, "utf8").match(/opentofu\/opentofu (v\S+)/)?.[1];
  expect(JSON.parse(run(`${project}.tools/bin/tofu`, "version", "-json")).terraform_version).toBe(version?.slice(1));
});

test("the lock file holds one hash of this machine's provider under the address of either engine", () => {
  const lock = readFileSync(`${project}.tools/lock.hcl`, "utf8");
  const { hashes } = JSON.parse(readFileSync(`${project}.tools/provider.hash.json`, "utf8"));
  for (const host of ["registry.opentofu.org", "registry.terraform.io"])
    expect(lock).toContain(`provider "${host}/bpg/proxmox"`);
  for (const hash of hashes) expect(lock.split(hash)).toHaveLength(3);
});

test("the bindings are what the provider's schema gives", () => {
  const output = run(process.execPath, "--import", "tsx", "tools/bindings/generate.ts", "--check");
  expect(output).toContain("stacks/bindings match the provider");
}, 60_000);
