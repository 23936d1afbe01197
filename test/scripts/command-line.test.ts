import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { command, PROJECT, run, terminal } from "../support/command.js";

const KLEINSTADT = join(PROJECT, "traeger/kleinstadt");
const folder = mkdtempSync(join(tmpdir(), "command-line-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder without a declaration", () => {
  test("is named with its origin and with what was probably meant", async () => {
    const { code, stderr } = await command("check", [], terminal({ TRAEGER: "traeger/kleinstat" }));
    expect(stderr).toContain(
      `error: ${join(PROJECT, "traeger/kleinstat")} (TRAEGER) does not exist; did you mean kleinstadt?`,
    );
    expect(code).toBe(4);
  });

  test("that holds declarations lists them", async () => {
    const { code, stderr } = await command("plan", ["--traeger", "traeger"]);
    expect(stderr).toContain("holds no traeger.yaml; declarations in it: ");
    expect(stderr).toContain("traeger/kleinstadt");
    expect(code).toBe(4);
  });

  test("is no lab that could be taken down", async () => {
    const { code, stdout, stderr } = await command("lab", ["--down", "--traeger", "traeger/kleinstat"]);
    expect(stderr).toContain("does not exist");
    expect(stdout).toBe("");
    expect(code).toBe(4);
  });
});

describe("wrong usage", () => {
  test.each([
    ["check", ["--formt", "json"], "error: unknown option --formt; did you mean format?"],
    ["plan", ["--detailed-exitcod"], "error: unknown option --detailed-exitcod; did you mean detailed-exitcode?"],
    ["new", ["teacher", "x"], "error: teacher: expected traeger, site or school"],
    ["lab", ["--up", "--down"], "error: --up and --down: expected one of them"],
  ])("of %s with %j ends with 1 and says what was meant", async (name, args, sentence) => {
    const { code, stderr } = await command(name, args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });
});

test("lab --down says so when no lab was there", async () => {
  const { code, stdout } = await command("lab", ["--down", "--traeger", copy("no-lab")]);
  expect(stdout).toContain("there was no lab for ");
  expect(code).toBe(0);
});

test("npm run lab asks setup for nothing when it is only asked for help", async () => {
  const { code, stdout } = await run(process.execPath, ["scripts/lab.mjs", "--help"], PROJECT);
  expect(stdout).toMatch(/^npm run lab -- \[options\]/);
  expect(code).toBe(0);
});

test("a reader that has seen enough causes no stack trace", async () => {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "scripts/show.ts", "--traeger", "traeger/hansestadt", "machines"],
    { cwd: PROJECT, env: terminal(), stdio: ["ignore", "pipe", "pipe"] },
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = await once(child, "close");
  expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
  expect(code).toBe(0);
});

describe("why", () => {
  const why = async (path: string) => (await command("show", ["--traeger", KLEINSTADT, "--why", path])).stdout;

  test("names the line of the key that was asked for", async () => {
    expect(await why("schools.gymnasium-kleinstadt.pupils")).toContain(
      "schools/gymnasium-kleinstadt.yaml:6:1 pupils\n",
    );
  });

  test("names the file where a value follows from the whole of it", async () => {
    expect(await why("schools.gymnasium-kleinstadt.number")).not.toContain("yaml:6:1");
  });
});

describe("check in a machine's format", () => {
  const checked = async (format: string, path: string) => {
    const { code, stdout } = await command("check", ["--traeger", path, "--format", format]);
    return { code, report: JSON.parse(stdout) };
  };

  test("has a stale file among its findings, with the place where it lies", async () => {
    const path = copy("stale");
    await command("generate", ["--traeger", path]);
    expect(await checked("json", path)).toMatchObject({ code: 0, report: { errors: 0 } });
    appendFileSync(join(path, "inventories/all.yaml"), "# by hand\n");
    const { code, report } = await checked("sarif", path);
    expect(code).toBe(1);
    expect(report.runs[0].originalUriBaseIds.DECLARATION.uri).toBe(`file://${path}/`);
    expect(report.runs[0].results.filter(({ level }: { level: string }) => level === "error")).toMatchObject([
      {
        ruleId: "stale",
        message: { text: "inventories/all.yaml is not what the declaration generates\nrun: npm run generate" },
        locations: [{ physicalLocation: { artifactLocation: { uri: "inventories/all.yaml" } } }],
      },
    ]);
  });

  test("names a declaration in the repository as seen from its root", async () => {
    const { report } = await checked("sarif", KLEINSTADT);
    expect(report.runs[0].originalUriBaseIds.DECLARATION).toEqual({
      uri: "traeger/kleinstadt/",
      uriBaseId: "%SRCROOT%",
    });
  });
});

function copy(name: string): string {
  const path = join(folder, name);
  cpSync(KLEINSTADT, path, {
    recursive: true,
    filter: (file) => !/\/(\.lab|cdktf\.out|state)$/.test(file),
  });
  return path;
}
