import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFolder } from "../../model/check.js";
import { hasErrors } from "../../model/diagnostics.js";
import { formatDiagnostics } from "../../render/diagnostics.js";
import { type Change, catalogue, changedBase, readTexts } from "../support/declaration.js";

/** What a folder of the corpus says in setup.json; README.md explains it. */
interface Setup extends Omit<Change, "files"> {
  readonly base?: false;
  readonly special?: Readonly<Record<string, Special>>;
}

/** What git cannot or should not carry. */
interface Special {
  readonly symlink?: string;
  readonly folder?: true;
  readonly size?: number;
  readonly hex?: string;
  readonly unreadable?: true;
}

const HERE = fileURLToPath(new URL(".", import.meta.url));
const CASES = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
  .map(({ name }) => name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "errors-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

it("has at least 80 cases", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(80);
});

describe("a wrong declaration is explained and nothing is written", () => {
  it.each(CASES)("%s", (name) => {
    const setup = lay(join(HERE, name), folder);
    const before = fingerprint(folder);
    const { diagnostics, sources, platform } = unprivileged(setup, () => checkFolder(folder, catalogue));
    const text = `${formatDiagnostics(diagnostics, sources, "text")}\n`;
    const expected = join(HERE, name, "expected.txt");
    if (process.env.UPDATE) writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, "utf8"));
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(text).not.toContain(folder);
    expect(platform === undefined).toBe(hasErrors(diagnostics));
    expect(JSON.parse(formatDiagnostics(diagnostics, sources, "json")).diagnostics).toHaveLength(
      diagnostics.length,
    );
    expect(JSON.parse(formatDiagnostics(diagnostics, sources, "sarif")).runs[0].results).toHaveLength(
      diagnostics.length,
    );
    expect(fingerprint(folder)).toEqual(before);
  });
});

/** Lays a case's declaration out in a folder. */
function lay(from: string, to: string): Setup {
  const file = join(from, "setup.json");
  const setup: Setup = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const input = existsSync(join(from, "input")) ? readTexts(join(from, "input")) : new Map<string, string>();
  const texts = setup.base === false ? input : changedBase({ ...setup, files: Object.fromEntries(input) });
  for (const [name, text] of texts) write(join(to, name), text);
  for (const [name, special] of Object.entries(setup.special ?? {})) laySpecial(join(to, name), special);
  return setup;
}

function laySpecial(path: string, { symlink, folder: isFolder, size, hex, unreadable }: Special): void {
  if (symlink !== undefined || isFolder) rmSync(path, { recursive: true, force: true });
  mkdirSync(isFolder ? path : dirname(path), { recursive: true });
  if (symlink !== undefined) symlinkSync(symlink, path);
  if (hex !== undefined) writeFileSync(path, Buffer.from(hex.replaceAll(" ", ""), "hex"));
  if (size !== undefined) {
    writeFileSync(path, "");
    truncateSync(path, size);
  }
  if (unreadable) chmodSync(path, 0);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Root reads every file, so a case with an unreadable one is checked as nobody. */
function unprivileged<T>({ special = {} }: Setup, check: () => T): T {
  const root = process.geteuid?.() === 0 && Object.values(special).some(({ unreadable }) => unreadable);
  if (!root) return check();
  process.seteuid?.("nobody");
  try {
    return check();
  } finally {
    process.seteuid?.(0);
  }
}

function fingerprint(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = entry.isSymbolicLink() ? { size: 0, mtimeMs: 0 } : statSync(file);
      return `${file} ${entry.isFile()} ${size} ${mtimeMs}`;
    })
    .sort();
}
