import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { renderSchool, renderSite } from "../../render/scaffold.js";
import { PROJECT, run } from "../support/command.js";

const BIN = join(PROJECT, "scripts/schulplattform.mjs");
let root = "";
const at = (folder: string, ...args: string[]) => run(process.execPath, [BIN, ...args], join(root, folder));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "new-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("new traeger", () => {
  test("makes a project that depends on this one, and readable files only", async () => {
    const { code } = await at(".", "new", "traeger", "amt-nord", "--package", "git+https://git.example/x.git#v1");
    expect(code).toBe(0);
    const read = (file: string) => readFileSync(join(root, "amt-nord", file), "utf8");
    expect(readdirSync(join(root, "amt-nord")).sort()).toEqual([
      ".gitignore",
      ".gitlab-ci.yml",
      "cdktf.json",
      "package.json",
      "traeger.yaml",
    ]);
    expect(JSON.parse(read("package.json")).dependencies).toEqual({
      schulplattform: "git+https://git.example/x.git#v1",
    });
    expect(JSON.parse(read("cdktf.json")).app).toContain("schulplattform.mjs synth");
    expect(Object.keys(parse(read(".gitlab-ci.yml")))).toEqual(["image", "stages", "default", "check", "plan"]);
  });

  test("uses addresses that belong to nobody", async () => {
    await at(".", "new", "traeger", "amt-nord");
    const hosts = readFileSync(join(root, "amt-nord/traeger.yaml"), "utf8").match(/https:\/\/[a-z0-9.-]+/g) ?? [];
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !host.endsWith(".example"))).toEqual([]);
  });

  test("overwrites nothing: one file that exists, and none is written", async () => {
    mkdirSync(join(root, "amt-nord"));
    writeFileSync(join(root, "amt-nord/package.json"), "mine");
    const { code, stderr } = await at(".", "new", "traeger", "amt-nord");
    expect(stderr).toContain("package.json in");
    expect(code).toBe(3);
    expect(readdirSync(join(root, "amt-nord"))).toEqual(["package.json"]);
  });

  test.each(["Amt-Nord", "amt_nord", "ein-viel-zu-langer-name", "constructor"])(
    "refuses the id %s and says what an id is",
    async (id) => {
      const { code, stderr } = await at(".", "new", "traeger", id);
      expect(stderr).toContain("expected at most 12 lower-case letters");
      expect(code).toBe(1);
      expect(readdirSync(root)).toEqual([]);
    },
  );
});

describe("new site and new school", () => {
  beforeEach(async () => {
    await at(".", "new", "traeger", "amt-nord");
  });

  test("need a declaration to write into", async () => {
    const { code, stderr } = await at(".", "new", "site", "haus", "--traeger", join(root, "nowhere"));
    expect(stderr).toContain(`${join(root, "nowhere")} (--traeger) does not exist; `);
    expect(stderr).toContain("or begin with: new traeger <folder>");
    expect(code).toBe(4);
  });

  test("name the schemas where an editor finds them: in the checkout for a copy inside it, else in the package", async () => {
    await at("amt-nord", "new", "site", "haus");
    const schema = (folder: string) =>
      join(folder, "sites", /\$schema=(\S+)/.exec(readFileSync(join(folder, "sites/haus.yaml"), "utf8"))?.[1] ?? "");
    expect(schema(join(root, "amt-nord"))).toBe(
      join(root, "amt-nord/node_modules/schulplattform/schemas/site.schema.json"),
    );
    const copy = join(PROJECT, `.lab/new-${process.pid}`);
    try {
      cpSync(join(root, "amt-nord/traeger.yaml"), join(copy, "traeger.yaml"));
      await at(".", "new", "site", "haus", "--traeger", copy);
      expect(schema(copy)).toBe(join(PROJECT, "schemas/site.schema.json"));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });

  test("show the form of a site's own node, which is valid once its comment signs are gone", async () => {
    await at("amt-nord", "new", "site", "haus");
    const file = join(root, "amt-nord/sites/haus.yaml");
    const text = readFileSync(file, "utf8").replace(/^# (?=(node:| {2,}))/gm, "");
    expect(parse(text).node.token).toBe("secret://env/PVE_HAUS_TOKEN");
    writeFileSync(file, text);
    await at("amt-nord", "new", "school", "grundschule-eins");
    expect(await at("amt-nord", "allocate")).toMatchObject({ code: 0 });
  });

  test("name devices that are delivered, and keys that these take", async () => {
    await at("amt-nord", "new", "site", "haus");
    await at("amt-nord", "new", "school", "grundschule-eins");
    expect(await at("amt-nord", "allocate")).toMatchObject({ code: 0 });
    const devices = async () => {
      const { stdout } = await at("amt-nord", "check", "--format", "json");
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
      return diagnostics.map(({ code }) => code).filter((code) => ["not-delivered", "key-types"].includes(code));
    };
    expect(await devices()).toEqual([]);
    const file = join(root, "amt-nord/sites/haus.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("model: catalyst-1000-24fp, ", ""));
    expect(await devices()).toEqual(["not-delivered"]);
  });

  test("take the only site, or ask which one", async () => {
    await at("amt-nord", "new", "site", "haus-a");
    expect((await at("amt-nord", "new", "school", "grundschule-eins")).code).toBe(0);
    await at("amt-nord", "new", "site", "haus-b");
    const asked = await at("amt-nord", "new", "school", "grundschule-zwei");
    expect(asked.stderr).toContain("which site? --site takes one of haus-a, haus-b");
    expect(asked.code).toBe(1);
    expect((await at("amt-nord", "new", "school", "grundschule-zwei", "--site", "haus-b")).code).toBe(0);
  });

  test("refuse ids that lead out of their folder", async () => {
    const { code } = await at("amt-nord", "new", "site", "../../elsewhere");
    expect(code).toBe(1);
    expect(readdirSync(root)).toEqual(["amt-nord"]);
  });

  test("say what they expect", async () => {
    const { code, stderr } = await at("amt-nord", "new", "teacher", "x");
    expect(stderr).toContain("teacher: expected traeger, site or school");
    expect(code).toBe(1);
  });
});

test("a scaffold is YAML whatever the id is, and the id names the kind of school", () => {
  expect(parse(renderSite("no", "x")).name).toBe("No");
  expect(parse(renderSchool("gymnasium-am-see", "null", "x"))).toMatchObject({
    name: "Gymnasium Am See",
    kind: "gymnasium",
  });
});

describe("schulplattform", () => {
  test("lists its commands", async () => {
    const { stdout, code } = await at(".", "--help");
    expect(stdout).toContain(
      "allocate, apply, bootstrap, cdktf, check, generate, lab, new, plan, preflight, setup, show, synth",
    );
    expect(code).toBe(0);
  });

  test("ends with 1 for a command that does not exist", async () => {
    const { stderr, code } = await at(".", "deploy");
    expect(stderr).toContain("there is no command deploy");
    expect(code).toBe(1);
  });

  test("hands on the exit code of an invalid declaration", async () => {
    writeFileSync(join(root, "traeger.yaml"), "schemaVersion: 1\n");
    expect((await at(".", "check")).code).toBe(4);
  });
});
