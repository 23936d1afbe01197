import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PROJECT, run, terminal } from "../support/command.js";
import { Workplace } from "../support/workplace.js";

const STACK = "kleinstadt-grundschule-hafenweg";
const TOKEN = "automation@pve!pve-rathaus-token=00000000-0000-0000-0000-000000000000";
/** Nobody listens there: what needs the cluster fails, and nothing leaves this machine. */
const NOWHERE = { TF_VAR_endpoint_rathaus: "https://127.0.0.1:1", NO_COLOR: "1" };

describe("the command cdktf outside the lab", () => {
  const workplace = new Workplace("kleinstadt");
  const cdktf = (args: readonly string[], extra: Record<string, string> = {}) =>
    run(
      process.execPath,
      [join(PROJECT, "tools/cdktf/bin/cdktf.cjs"), ...args],
      PROJECT,
      terminal({ ...NOWHERE, ...extra, TRAEGER: workplace.folder }),
    );
  afterAll(() => workplace.remove());

  test("hands the token that the declaration names to the engine, and never prints it", async () => {
    const { code, stdout, stderr } = await cdktf(["diff", STACK], { PVE_RATHAUS_TOKEN: TOKEN });
    expect(code).toBe(1);
    expect(stderr).not.toContain("No value for required variable");
    expect(stderr).toMatch(/^error: .*127\.0\.0\.1:1/m);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test("without a token ends with the engine's reason and what to do, not with a crash", async () => {
    const { code, stdout, stderr } = await cdktf(["diff", STACK]);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n").slice(-2).join("\n")).toMatch(
      /^error: No value for required variable: .*\n {2}= put the API token .* into PVE_RATHAUS_TOKEN/,
    );
    expect(stdout + stderr).not.toMatch(/UnhandledPromiseRejection|Collecting Debug|^undefined$|Node\.js v/m);
  });

  test("says nothing untrue about lock files, no warnings of the declaration, and no colours into a log", async () => {
    const { stdout, stderr } = await cdktf(["synth"]);
    expect(stderr).toBe("");
    const diff = await cdktf(["diff", STACK]);
    const said = stdout + diff.stdout + diff.stderr;
    expect(said).not.toMatch(/version control system|Incomplete lock file|warning line-capacity/);
    expect(said).not.toContain("\u001b[");
  });

  test.each(["deploy", "destroy"])("refuses %s where nobody can approve it", async (command) => {
    const { code, stdout, stderr } = await cdktf([command, STACK]);
    expect(code).toBe(3);
    expect(stderr).toContain(`refused: ${command} asks for approval and there is no terminal; nothing was changed`);
    expect(stdout).toBe("");
  });
});
