import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const require = createRequire(import.meta.url);
const supervisor = require.resolve("../../tools/cdktf/lib/supervise.cjs");
const badCli = fileURLToPath(new URL("interrupted.cjs", import.meta.url));

let parent: ChildProcess | undefined;

afterEach(() => {
  if (parent?.exitCode === null) parent.kill("SIGKILL");
});

/** Starts a program under the supervisor; gives its lines as they come and its exit code at the end. */
function supervised(...args: string[]) {
  const program = `require(${JSON.stringify(supervisor)})
    .supervise(process.execPath, ${JSON.stringify(args)}, process.env)
    .then((code) => { process.exitCode = code; });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  parent = child;
  const ended = once(child, "exit").then(([code]) => code as number);
  return { child, ended, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

describe("the command cdktf", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "on %s lets the engines save their state and exits 130, though the CLI exits 0 at once",
    async (signal) => {
      const { child, ended, lines } = supervised(badCli);
      expect((await lines.next()).value).toBe("creating");
      child.kill(signal);
      expect((await lines.next()).value).toBe("state saved after 1 signal");
      expect(await ended).toBe(130);
    },
  );

  test("hands on a first signal only, so that the engines do not throw their state away", async () => {
    const { child, ended, lines } = supervised(badCli);
    await lines.next();
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect((await lines.next()).value).toBe("state saved after 1 signal");
    expect(await ended).toBe(130);
  });

  test.each([
    ["process.exit(0)", 0],
    ["process.exit(3)", 3],
    ["process.kill(process.pid, 'SIGKILL')", 137],
  ])("without an interruption, %s ends with %i", async (program, code) => {
    expect(await supervised("-e", program).ended).toBe(code);
  });
});

describe("the environment of the CLI", () => {
  const { environment, project } = require("../../tools/cdktf/lib/environment.cjs");

  test("names the project's own engine and settings, and turns telemetry off", () => {
    expect(environment({ TF_CLI_CONFIG_FILE: "/nowhere/rc" })).toMatchObject({
      TERRAFORM_BINARY_NAME: `${project}/.tools/bin/tofu`,
      TF_CLI_CONFIG_FILE: `${project}/.tools/tofurc`,
      CHECKPOINT_DISABLE: "1",
    });
  });

  test("keeps an engine and settings that the user chose", () => {
    const user = { TERRAFORM_BINARY_NAME: "terraform", TF_CLI_CONFIG_FILE: badCli };
    expect(environment(user)).toMatchObject(user);
  });
});

test("what is approved beforehand, asks somebody, or changes nothing is not refused", () => {
  const { unapproved } = require("../../tools/cdktf/lib/arguments.cjs");
  expect(unapproved(["deploy", "stack"], false)).toContain("refused");
  for (const args of [["deploy", "stack", "--auto-approve"], ["destroy", "--help"], ["diff", "stack"], []])
    expect(unapproved(args, false)).toBeUndefined();
  expect(unapproved(["deploy", "stack"], true)).toBeUndefined();
});

describe("the tokens of the CLI", () => {
  const { tokenVariables } = require("../../tools/cdktf/lib/tokens.cjs");
  const folder = `${fileURLToPath(new URL("../..", import.meta.url))}traeger/kleinstadt`;

  test("are those that the declaration refers to, a school's own included, and nothing else of the environment", () => {
    const user = { PVE_RATHAUS_TOKEN: "a", PVE_RATHAUS_TOKEN_GRUNDSCHULE: "b", PVE_OTHER: "c", PATH: "d" };
    expect(tokenVariables(folder, user)).toEqual({
      TF_VAR_pve_rathaus_token: "a",
      TF_VAR_pve_rathaus_token_grundschule: "b",
    });
  });

  test("give way to a variable that is set, and there are none without a declaration", () => {
    const user = { PVE_RATHAUS_TOKEN: "a", TF_VAR_pve_rathaus_token: "mine" };
    expect(tokenVariables(folder, user)).toEqual({});
    expect(tokenVariables("/nowhere", user)).toEqual({});
  });
});

describe("the engine's text", () => {
  const { adviceFor, errorsIn, tidy } = require("../../tools/cdktf/lib/engine-text.cjs");
  const box = (...lines: string[]) => ["\u001b[31m╷", ...lines.map((line) => `│ ${line}\u001b[0m`), "╵", ""].join("\n");
  const kept = box(
    "Error: Resource instance cannot be destroyed",
    "",
    "  on cdk.tf.json line 1, in resource.x:",
    "   1: {",
    "",
    "Resource x has prevent_destroy set.",
    "",
    "To proceed, either disable it",
  );

  test("gives each error once, without the way round its guard, and with what to do", () => {
    expect(errorsIn(`before\n${kept}${kept}after`)).toEqual([
      "Resource instance cannot be destroyed: Resource x has prevent_destroy set.",
    ]);
    expect(adviceFor(errorsIn(kept)[0])).toContain("lifecycle: retiring");
    expect(adviceFor("Invalid value: no")).toBeUndefined();
    expect(errorsIn(box("Warning: Old attribute", "", "Error: is a word here"))).toEqual([]);
  });

  test("keeps its colours on a terminal only, and errors in their boxes", () => {
    expect(tidy(kept, true)).toBe(kept);
    expect(tidy(kept, false)).toContain("╷\n│ Error: Resource instance cannot be destroyed");
  });
});

test("a stack that is named alone needs no predecessors; several keep their order", () => {
  const { withDefaults } = require("../../tools/cdktf/lib/arguments.cjs");
  const flag = "--ignore-missing-stack-dependencies";
  for (const args of ["deploy school", "destroy school --var a=b", "deploy --parallelism 2 school --auto-approve"])
    expect(withDefaults(args.split(" "), {}), args).toContain(flag);
  for (const args of ["deploy cluster school", "deploy *", "deploy", "diff school"])
    expect(withDefaults(args.split(" "), {}), args).not.toContain(flag);
});
