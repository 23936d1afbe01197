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
