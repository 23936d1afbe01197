import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

/** What a folder must contain: relative path → text. */
export type Files = ReadonlyMap<string, string>;

export interface Difference {
  readonly missing: string[];
  readonly stale: string[];
  /** Files that nothing generates any more. */
  readonly orphans: string[];
}

/** Compares a folder with what it must contain. Only below `folder`, never outside. */
export function compare(folder: string, files: Files): Difference {
  const missing: string[] = [];
  const stale: string[] = [];
  for (const [path, text] of files) {
    const target = join(folder, path);
    if (!existsSync(target)) missing.push(path);
    else if (readFileSync(target, "utf8") !== text) stale.push(path);
  }
  return {
    missing,
    stale,
    orphans: list(folder).filter((path) => !files.has(path) && isGenerated(folder, path)),
  };
}

/**
 * Only what this project wrote can be an orphan: somebody's own file beside it (group_vars, a vault) is left alone.
 * Below `devices` everything is a configuration that a device gets, and JSON has no comment to say so.
 */
function isGenerated(folder: string, path: string): boolean {
  if (path.startsWith("devices/")) return true;
  return /Generated (from|by)|Written by `npm run/.test(readFileSync(join(folder, path), "utf8").slice(0, 300));
}

/** Makes a folder contain exactly these files; files that are right already are not touched. */
export function write(folder: string, files: Files): Difference {
  const difference = compare(folder, files);
  for (const path of [...difference.missing, ...difference.stale])
    writeAtomically(join(folder, path), files.get(path) ?? "");
  for (const path of difference.orphans) rmSync(join(folder, path));
  return difference;
}

/** Whole or not at all: a reader never sees half a file. */
export function writeAtomically(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

function list(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .map((path) => relative(folder, join(folder, path)))
    .sort();
}
