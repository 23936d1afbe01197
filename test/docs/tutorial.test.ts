import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PROJECT, run, terminal } from "../support/command.js";

interface Command {
  readonly text: string;
  /** Lines that the output has in this order; `…` allows others in between. */
  readonly expected: string[];
  code: number;
}

type Step = { readonly write: string; readonly to: string } | Command;

/** The tutorial's folder is a person's own; the test takes another one, so that it never disturbs practice. */
const PRACTICE = ".lab/uebung";
const FOLDER = `.lab/uebung-${process.pid}`;

const tutorial = readFileSync(join(PROJECT, "docs/tutorial/add-a-school.md"), "utf8").replaceAll(PRACTICE, FOLDER);
const steps = [...tutorial.matchAll(/(?:`([^`\n]+)`\n\n)?```(console|yaml)\n([\s\S]*?)```/g)].flatMap(([, path, kind, body = ""]) =>
  kind === "yaml" ? [{ write: body, to: path ?? "" }] : commands(body),
);

function commands(block: string): Command[] {
  const found: Command[] = [];
  for (const line of block.trimEnd().split("\n")) {
    const code = /^\(exit code (\d+)\)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (line.startsWith("$ ")) found.push({ text: line.slice(2), expected: [], code: 0 });
    else if (code !== undefined && last) last.code = Number(code);
    else last?.expected.push(line.trim());
  }
  return found;
}

/** One shell for all steps, as a reader has one; each step ends with a line that tells its exit code. */
function script(all: readonly Step[]): string {
  const lines = all.map((step, index) =>
    "to" in step ? `cat > ${step.to} <<'END OF FILE'\n${step.write}END OF FILE\necho "@@ ${index} $?"` : `{ ${step.text}\n} 2>&1; echo "@@ ${index} $?"`,
  );
  return lines.join("\n");
}

describe("the tutorial", async () => {
  const environment = terminal({ npm_config_loglevel: "error", NO_COLOR: "1" });
  const { stdout } = await run("bash", ["-c", script(steps)], PROJECT, environment);
  const parts = stdout.split(/^@@ \d+ (\d+)\n/m);

  afterAll(async () => {
    if (!existsSync(join(PROJECT, FOLDER))) return;
    await run("npm", ["run", "lab", "--", "--down", "--traeger", FOLDER], PROJECT, environment);
    rmSync(join(PROJECT, FOLDER), { recursive: true, force: true });
  });

  for (const [index, step] of steps.entries()) {
    if ("to" in step) continue;
    test(`shows what \`${step.text.replaceAll(FOLDER, PRACTICE)}\` does (step ${index + 1})`, () => {
      const output = parts[index * 2] ?? "";
      expect(Number(parts[index * 2 + 1]), output).toBe(step.code);
      let rest = output;
      for (const line of step.expected.filter((text) => text !== "…")) {
        const at = rest.indexOf(line);
        expect(at, `expected "${line}" in:\n${output}`).toBeGreaterThanOrEqual(0);
        rest = rest.slice(at + line.length);
      }
    });
  }

  test("leaves nothing behind", () => {
    expect(existsSync(join(PROJECT, FOLDER))).toBe(false);
  });
});
