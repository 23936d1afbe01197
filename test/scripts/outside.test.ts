import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyOfProject, type Ended, run, terminal } from "../support/command.js";

/** Every file with its bytes, rights and time of change: what a run wrote shows. Links lead out and are left out. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  for (const path of (readdirSync(folder, { recursive: true, encoding: "utf8" }) as string[]).sort()) {
    if (path.startsWith("node_modules") || path.startsWith(".tools")) continue;
    const file = join(folder, path);
    const { mode, mtimeMs } = lstatSync(file);
    hash.update(`${path}\0${mode}\0${statSync(file).isFile() ? `${mtimeMs}\0${readFileSync(file, "utf8")}` : ""}\0`);
  }
  return hash.digest("hex");
}

/** Given a read-only checkout of the project, and a Schulträger's own folder elsewhere that depends on it. */
describe("a Schulträger outside the project", () => {
  let root = "";
  let own = "";
  let checkout = "";
  let before = "";
  const schulplattform = (...args: string[]): Promise<Ended> =>
    run(process.execPath, [join(own, "node_modules/schulplattform/scripts/schulplattform.mjs"), ...args], own);
  const good = async (...args: string[]) => {
    const ended = await schulplattform(...args);
    expect(ended.code, `${args.join(" ")}\n${ended.stdout}${ended.stderr}`).toBe(0);
    return ended;
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "schulplattform-outside-"));
    checkout = join(root, "checkout");
    own = join(root, "amt-nord");
    mkdirSync(checkout);
    await copyOfProject(checkout);
    await run("chmod", ["-R", "a-w", checkout], root);
    before = fingerprint(checkout);
    const made = await run(
      process.execPath,
      [join(checkout, "scripts/schulplattform.mjs"), "new", "traeger", own],
      root,
    );
    expect(made.code, made.stderr).toBe(0);
    mkdirSync(join(own, "node_modules"));
    symlinkSync(checkout, join(own, "node_modules/schulplattform"));
  });

  afterAll(async () => {
    if (existsSync(join(own, ".lab"))) await schulplattform("lab", "--down");
    await run("chmod", ["-R", "u+w", checkout], root);
    rmSync(root, { recursive: true, force: true });
  });

  test("is scaffolded, allocated, generated and passes check", async () => {
    await good("new", "site", "hauptstrasse");
    await good("new", "school", "grundschule-nord");
    await good("allocate");
    await good("generate");
    const { stdout } = await good("check");
    expect(stdout).toContain("1 school, 1 site");
    expect(readdirSync(join(own, "inventories")).sort()).toEqual([
      "all.yaml",
      "data-centres",
      "devices",
      "handover",
      "sites",
      "topology",
    ]);
  });

  test("is synthesised by cdktf below its own folder", async () => {
    await good("cdktf", "synth");
    expect(readdirSync(join(own, "cdktf.out/stacks")).sort()).toEqual([
      "amt-nord-grundschule-nord",
      "amt-nord-rathaus",
    ]);
  });

  test("is deployed to its own lab with the real provider, and the second plan is empty", async () => {
    const { stdout } = await good("lab");
    expect(stdout).toContain("second plan: must be empty");
    const lab = Object.fromEntries(
      readFileSync(join(own, ".lab/env"), "utf8")
        .split("\n")
        .flatMap((line) => {
          const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
          return name && value !== undefined ? [[name, value]] : [];
        }),
    );
    const bin = join(checkout, "scripts/schulplattform.mjs");
    const ended = await run(process.execPath, [bin, "preflight"], own, terminal(lab));
    expect(ended.code, ended.stdout).toBe(0);
  });

  test("hands on the exit code of a declaration that is wrong", async () => {
    const { code, stderr } = await schulplattform("new", "school", "grundschule-nord");
    expect(stderr).toContain("exists already; nothing was written");
    expect(code).toBe(3);
  });

  test("leaves the checkout as it was", () => {
    expect(fingerprint(checkout)).toBe(before);
  });
});
