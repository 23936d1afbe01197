import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT, run, terminal } from "../support/command.js";
import { extra, hasPrograms, made, NODE_22 } from "../support/extras.js";
import { listMachines, Workplace } from "../support/workplace.js";

const CLUSTER = "kleinstadt-rathaus";
const SCHOOL = "kleinstadt-grundschule-hafenweg";
const VM_ID = 2005;

/** The rest of the tests runs on the Node that started them; this one on Node 22, whatever that is. */
describe.skipIf(!hasPrograms)("npx cdktf on Node 22 (npm has it for Linux on x64 and arm64)", () => {
  const workplace = new Workplace("kleinstadt");
  const home = mkdtempSync(join(tmpdir(), "home-"));

  beforeAll(async () => {
    extra("programs");
    made(join(NODE_22, "node"));
    const { code, output } = await workplace.run("lab", ["--up"]).ended;
    expect(code, output).toBe(0);
  });
  afterAll(async () => {
    await workplace.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const npx = (...args: string[]) =>
    run("npx", args, PROJECT, {
      ...terminal(workplace.environment()),
      PATH: `${NODE_22}${delimiter}${process.env.PATH}`,
      TRAEGER: workplace.folder,
      CDKTF_HOME: home,
      CI: "true",
      npm_config_loglevel: "error",
    });
  const cdktf = async (...args: string[]) => {
    const { code, stdout, stderr } = await npx("cdktf", ...args);
    expect(code, `${stdout}${stderr}`.slice(-3000)).toBe(0);
    return stripVTControlCharacters(stdout + stderr);
  };
  const held = async () =>
    (await listMachines(workplace.environment(), "rathaus", "pve_rathaus_token")).map(({ vmid }) => vmid);

  it("is what npx runs", async () => {
    expect((await npx("node", "--version")).stdout).toMatch(/^v22\./);
  });

  it("lists and synthesises", async () => {
    expect(await cdktf("list")).toContain(SCHOOL);
    expect(await cdktf("synth")).toContain(SCHOOL);
  });

  it("shows what a stack would create, and creates it", async () => {
    expect(await cdktf("diff", CLUSTER)).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    await cdktf("deploy", CLUSTER, SCHOOL, "--auto-approve");
    expect(await held()).toContain(VM_ID);
    expect(await cdktf("diff", SCHOOL)).toContain("No changes");
  });

  it("prints outputs", async () => {
    await cdktf("output", SCHOOL);
  });

  it("refuses to destroy a machine that holds data, and says so with its exit code", async () => {
    const { code, stdout, stderr } = await npx("cdktf", "destroy", SCHOOL, "--auto-approve");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("prevent_destroy");
    expect(await held()).toContain(VM_ID);
  });

  it("destroys what is retiring", async () => {
    const file = join(workplace.folder, "schools/grundschule-hafenweg.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}lifecycle: retiring\n`);
    expect((await workplace.run("allocate").ended).code).toBe(0);
    await cdktf("deploy", SCHOOL, "--auto-approve");
    await cdktf("destroy", SCHOOL, "--auto-approve");
    expect(await held()).not.toContain(VM_ID);
  });
});
