/** A command of a document with what a reader is told that it does. */
export interface Command {
  readonly text: string;
  /** Texts that the output has in this order. */
  readonly expected: string[];
  code: number;
}

/** A file that a document tells the reader to write. */
export interface Write {
  readonly to: string;
  readonly write: string;
  /** Whether it comes at the end of what stands there. */
  readonly append: boolean;
}

/**
 * Steps of a document, in order: `console` blocks (`$ command`, lines of its output, `…` for anything in between,
 * `(exit code 4)` where it is not 0), and `yaml` blocks after a line that holds only a path, perhaps with `(at its end)`.
 */
export function stepsOf(markdown: string): (Command | Write)[] {
  return [...markdown.matchAll(/(?:^`([^`\n]+)`( \(at its end\))?\n\n)?```(console|yaml)\n([\s\S]*?)```/gm)].flatMap(
    ([, path, end, kind, body = ""]): (Command | Write)[] =>
      kind === "console"
        ? commands(body)
        : path === undefined
          ? []
          : [{ write: body, to: path, append: end !== undefined }],
  );
}

function commands(block: string): Command[] {
  const found: Command[] = [];
  for (const line of block.trimEnd().split("\n")) {
    const code = /^\(exit code (\d+)\)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (line.startsWith("$ ")) found.push({ text: line.slice(2), expected: [], code: 0 });
    else if (code !== undefined && last) last.code = Number(code);
    else
      last?.expected.push(
        ...line
          .split("…")
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      );
  }
  return found;
}

/** One shell script for all steps, as a reader has one shell; after each step a line tells its exit code. */
export function scriptOf(steps: readonly (Command | Write)[]): string {
  return steps
    .map(
      (step, index) =>
        `{ ${"to" in step ? `cat ${step.append ? ">>" : ">"} ${step.to} <<'END OF FILE'\n${step.write}END OF FILE` : step.text}\n} 2>&1; echo "@@ ${index} $?"`,
    )
    .join("\n");
}

/** What each step printed, and how it ended. */
export function outcomesOf(stdout: string): { output: string; code: number }[] {
  const parts = stdout.split(/^@@ \d+ (\d+)\n/m);
  return parts.flatMap((part, index) =>
    index % 2 === 1 ? [{ output: parts[index - 1] ?? "", code: Number(part) }] : [],
  );
}

/** The first expected text that the output does not have in its place. */
export function missing({ expected }: Command, output: string): string | undefined {
  let from = 0;
  return expected.find((text) => {
    const at = output.indexOf(text, from);
    from = at + text.length;
    return at < 0;
  });
}
