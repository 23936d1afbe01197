import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT, run, terminal } from "../support/command.js";
import { missing, outcomesOf, scriptOf, stepsOf } from "../support/transcript.js";

/** The documents' practice folder is a person's own; the test takes another one, so that it never disturbs practice. */
const PRACTICE = ".lab/uebung";
const FOLDER = `.lab/uebung-${process.pid}`;
const environment = terminal({ npm_config_loglevel: "error", NO_COLOR: "1" });

/** A person's own repositories and keys stand elsewhere, too. */
const SRV = mkdtempSync(join(tmpdir(), "srv-"));
afterAll(() => rmSync(SRV, { recursive: true }));

/** Instead of the package from an address that there is not: what npm makes of `file:` and this checkout. */
const INSTALL = `mkdir -p node_modules/.bin && ln -s ${PROJECT} node_modules/schulplattform && ln -s ../schulplattform/scripts/schulplattform.mjs node_modules/.bin/schulplattform`;

const here = (text: string) =>
  text.replaceAll(PRACTICE, FOLDER).replaceAll("/srv/", `${SRV}/`).replace("$ npm install\n", `$ ${INSTALL}\n`);

describe.each([
  "README.md",
  "docs/tutorial/add-a-school.md",
  "docs/how-to/own-traeger.md",
  "docs/how-to/real-cluster.md",
])("%s", (document) => {
  const steps = stepsOf(here(readFileSync(join(PROJECT, document), "utf8")));
  let outcomes: ReturnType<typeof outcomesOf> = [];

  beforeAll(async () => {
    outcomes = outcomesOf((await run("bash", ["-c", scriptOf(steps)], PROJECT, environment)).stdout);
  });

  afterAll(async () => {
    for (const folder of [join(PROJECT, FOLDER), join(SRV, "git/amt-nord")].filter(existsSync)) {
      await run("npm", ["run", "lab", "--", "--down", "--traeger", folder], PROJECT, environment);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const [index, step] of steps.entries()) {
    if ("to" in step) continue;
    test(`shows what \`${step.text.replaceAll(FOLDER, PRACTICE).replaceAll(`${SRV}/`, "/srv/").replace(INSTALL, "npm install")}\` does (step ${index + 1})`, () => {
      const { output, code } = outcomes[index] ?? { output: "", code: -1 };
      expect(code, output).toBe(step.code);
      expect(missing(step, output), output).toBeUndefined();
    });
  }

  test("leaves nothing behind", () => {
    expect(existsSync(join(PROJECT, FOLDER))).toBe(false);
  });
});
