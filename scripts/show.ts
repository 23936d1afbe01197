import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stringify } from "yaml";
import { suggestion } from "../model/candidates.js";
import { formatPath, type KeyPath } from "../model/diagnostics.js";
import type { Declaration } from "../model/load.js";
import type { Platform } from "../model/platform.js";
import { SourceFile } from "../model/source.js";
import { Trace } from "../model/trace.js";
import { commandLine, EXIT, main, PROJECT, ready } from "./lib/command.js";
import { answer, answerText, UnknownEnd } from "./lib/flow.js";

await main(() => {
  const { folder, values, positionals } = commandLine("show");
  const trace = values.why === undefined ? undefined : new Trace();
  const { platform, declaration } = ready(folder, { trace });
  if (values.flow !== undefined) return showFlow(platform, [String(values.flow), ...positionals], values.format);
  const path = parsePath(String(values.why ?? positionals[0] ?? ""));
  const value = pick(platform, path);
  if (value === undefined) return;
  console.log(
    values.format === "json"
      ? JSON.stringify(value, null, 2)
      : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd(),
  );
  if (trace) explain(trace, path, declaration);
});

function showFlow(platform: Platform, [from = "", to, port]: readonly string[], format: unknown): void {
  try {
    if (to === undefined) throw new UnknownEnd("where to? expected --flow <from> <to> [port]");
    const found = answer(platform, from, to, port);
    console.log(format === "json" ? JSON.stringify(found, null, 2) : answerText(found, port));
  } catch (error) {
    if (!(error instanceof UnknownEnd)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = EXIT.failed;
  }
}

/** `a.b/c[0].d` → keys; ids contain no dots. */
function parsePath(text: string): KeyPath {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) =>
    index === undefined ? (key as string) : Number(index),
  );
}

function pick(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const [index, key] of path.entries()) {
    const below = value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
    if (!Object.hasOwn(below, key)) {
      console.error(
        `nothing at ${formatPath(path.slice(0, index + 1))}; ${suggestion(String(key), Object.keys(below))}`,
      );
      process.exitCode = EXIT.failed;
      return undefined;
    }
    value = below[key];
  }
  return value;
}

/** A file of the declaration, or a table of the project's catalogue. */
function sourceOf(file: string, sources: Declaration["sources"]): SourceFile | undefined {
  if (!file.startsWith("model/catalogue/")) return sources.get(file);
  return new SourceFile(file, readFileSync(resolve(PROJECT, file), "utf8"));
}

function explain(trace: Trace, path: KeyPath, { sources }: Declaration): void {
  const found = trace.why(path);
  if (!found) {
    console.log("\nno origin is recorded: the value follows from the whole declaration");
    return;
  }
  console.log(`\nwhy ${found.path}:`);
  for (const { file, path: key = [], rule } of found.origins) {
    const source = file === undefined ? undefined : sourceOf(file, sources);
    const written = source ? writtenPath(source, key, found.below) : key;
    const position = source?.position(written);
    const place = position
      ? `${position.file}:${position.line}:${position.column} ${formatPath(written)}`.trimEnd()
      : (file ?? "rule");
    console.log(`  ${place}\n      ${rule}`);
  }
}

/** The key path of the asked value itself, where the file has it under the same keys; else that of what it is part of. */
function writtenPath(source: SourceFile, key: KeyPath, below: KeyPath): KeyPath {
  const own = [...key, ...below];
  const place = (path: KeyPath) => JSON.stringify(source.position(path));
  return below.length > 0 && place(own) !== place(own.slice(0, -1)) ? own : key;
}
