import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT, run, terminal } from "../support/command.js";
import { missing, outcomesOf, scriptOf, stepsOf } from "../support/transcript.js";

/** The documents' practice folder is a person's own; the test takes another one, so that it never disturbs practice. */
const PRACTICE = ".lab/uebung";
const FOLDER = `.lab/uebung-${process.pid}`;
const environment = terminal({ npm_config_loglevel: "error", NO_COLOR: "1" });

describe.each(["README.md", "docs/tutorial/add-a-school.md", "docs/how-to/real-cluster.md"])("%s", (document) => {
  const steps = stepsOf(readFileSync(join(PROJECT, document), "utf8").replaceAll(PRACTICE, FOLDER));
  let outcomes: ReturnType<typeof outcomesOf> = [];

  beforeAll(async () => {
    outcomes = outcomesOf((await run("bash", ["-c", scriptOf(steps)], PROJECT, environment)).stdout);
  });

  afterAll(async () => {
    if (!existsSync(join(PROJECT, FOLDER))) return;
    await run("npm", ["run", "lab", "--", "--down", "--traeger", FOLDER], PROJECT, environment);
    rmSync(join(PROJECT, FOLDER), { recursive: true, force: true });
  });

  for (const [index, step] of steps.entries()) {
    if ("to" in step) continue;
    test(`shows what \`${step.text.replaceAll(FOLDER, PRACTICE)}\` does (step ${index + 1})`, () => {
      const { output, code } = outcomes[index] ?? { output: "", code: -1 };
      expect(code, output).toBe(step.code);
      expect(missing(step, output), output).toBeUndefined();
    });
  }

  test("leaves nothing behind", () => {
    expect(existsSync(join(PROJECT, FOLDER))).toBe(false);
  });
});
