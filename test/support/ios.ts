import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../../scripts/lib/command.js";

/** Commands as they stand below each other. */
export interface Tree {
  readonly [command: string]: Tree;
}

export interface Understood {
  /** Resource module of `cisco.ios` → what it parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are the collection's own
  readonly facts: Readonly<Record<string, any>>;
  /** The whole text, as hier_config understands it. */
  readonly tree: Tree;
  /** Commands from the text to the wanted one, by hier_config. */
  readonly remedy: readonly string[];
}

const PYTHON = join(PROJECT, ".tools/venv/bin/python");
export const canReadIos = existsSync(PYTHON);

/** Name → text, or text and the one that it is to become. @throws Error with what the parsers said */
export function understood(texts: Readonly<Record<string, string | readonly [string, string]>>) {
  const input = Object.entries(texts).map(([name, text]) => [name, typeof text === "string" ? [text, text] : text]);
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(PROJECT, "test/support/ios_parsed.py")], {
    input: JSON.stringify(Object.fromEntries(input)),
    encoding: "utf8",
    maxBuffer: 256 << 20,
  });
  if (status !== 0) throw new Error(`the parsers of cisco.ios: ${stderr}`);
  return JSON.parse(stdout) as Record<string, Understood>;
}
