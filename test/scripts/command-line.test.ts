import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkOf } from "../../scripts/lib/run-lab.js";
import { helpText, USAGES } from "../../scripts/lib/usage.js";
import { command, copyOfProject, PROJECT, run, terminal } from "../support/command.js";

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
    ["lab", ["nix"], "stack nix does not exist; "],
    ["twin", ["--site", "nix"], "error: there is no site nix in operation; there are "],
  ])("of %s with %j ends with 1 and says what was meant", async (name, args, sentence) => {
    const { code, stdout, stderr } = await command(name, args);
    expect(stderr).toContain(sentence);
    // Nothing was begun.
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });
});

test("lab --down says so when no lab was there", async () => {
  const { code, stdout } = await command("lab", ["--down", "--traeger", copy("no-lab")]);
  expect(stdout).toContain("there was no lab for ");
  expect(code).toBe(0);
});

describe("npm run lab", () => {
  const lab = (...args: string[]) => run(process.execPath, ["scripts/lab.mjs", ...args], PROJECT);

  test("asks setup for nothing when it is only asked for help", async () => {
    expect(await lab("--help")).toEqual({ code: 0, stdout: `${helpText("lab")}\n`, stderr: "" });
  });

  test("refuses a stack that there is not before it sets anything up", async () => {
    const { code, stdout, stderr } = await lab("nix");
    expect(stderr).toContain("stack nix does not exist; ");
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  test("ends with what failed in its last line, and with 1", async () => {
    const path = copy("not-a-folder");
    writeFileSync(join(path, ".lab"), "a file where the lab's folder should be");
    const { code, stderr } = await command("lab", ["--up", "--traeger", path]);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^FAILED: simulator: EEXIST/);
    expect(code).toBe(1);
  });

  test("counts a problem of the network as a failure, and names the first ones and the report", () => {
    expect(networkOf([], "twin: 2 sites", "report.txt").failed).toBeUndefined();
    expect(networkOf(["a leak"], "twin: 2 sites", "report.txt").failed).toBe(
      "1 problem in the proofs: a leak; all of them: report.txt",
    );
    expect(networkOf(["a", "b", "c", "d"], "twin: 2 sites", "report.txt").failed).toBe(
      "4 problems in the proofs: a; b; c; all of them: report.txt",
    );
  });
});

describe("a fresh clone without its packages", () => {
  const clone = join(folder, "clone");
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { scripts: object };

  beforeAll(async () => {
    await copyOfProject(clone);
    rmSync(join(clone, "node_modules"));
  });

  test.each(Object.entries(scripts).filter(([name, line]) => name in USAGES && name !== "lab" && line.includes(".ts")))(
    "says in one line what to do: %s",
    async (_, line) => {
      expect(await run("sh", ["-c", line], clone)).toEqual({
        code: 1,
        stdout: "",
        stderr: "error: the project's packages are not installed yet; run: npm run setup\n",
      });
    },
  );

  test("prints the lab's help all the same", async () => {
    const { code, stdout } = await run(process.execPath, ["scripts/lab.mjs", "--help"], clone);
    expect(stdout).toBe(`${helpText("lab")}\n`);
    expect(code).toBe(0);
  });
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
