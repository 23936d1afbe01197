import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allocate } from "../../model/allocate/allocate.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { type Checked, checkDeclaration, checkLoaded } from "../../model/check.js";
import { hasErrors } from "../../model/diagnostics.js";
import type { Files } from "../../model/files.js";
import { loadDeclaration } from "../../model/load.js";
import { renderAllocations } from "../../render/allocations.js";

/** Relative file name → text. */
export type Texts = Map<string, string>;

export const catalogue = loadCatalogue();

/** The day on which tests check: nothing depends on the clock. */
export const TODAY = "2026-11-02";

const BASE = fileURLToPath(new URL("../errors/_base", import.meta.url));

/** What differs from the base declaration `test/errors/_base`, in the order in which it is done. */
export interface Change {
  /** Files that are missing. */
  readonly remove?: readonly string[];
  /** Files that stand there instead, or in addition. */
  readonly files?: Readonly<Record<string, string>>;
  /** File → text that stands in it exactly once → text instead. */
  readonly replace?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether `npm run allocate` has run since. */
  readonly allocate?: boolean;
}

export function readTexts(folder: string): Texts {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** The base declaration, changed. @throws Error when a text to replace does not stand there exactly once. */
export function changedBase({ remove = [], files = {}, replace = {}, allocate: numbers = false }: Change): Texts {
  const texts = readTexts(BASE);
  for (const name of remove) texts.delete(name);
  for (const [name, text] of Object.entries(files)) texts.set(name, text);
  for (const [name, edits] of Object.entries(replace))
    for (const [from, to] of Object.entries(edits)) {
      const parts = (texts.get(name) ?? "").split(from);
      if (parts.length !== 2)
        throw new Error(`${name}: ${JSON.stringify(from)} stands there ${parts.length - 1} times`);
      texts.set(name, parts.join(to));
    }
  if (numbers) allocateTexts(texts);
  return texts;
}

export function memoryFiles(texts: ReadonlyMap<string, string>): Files {
  const bytes = (file: string) => {
    const text = texts.get(file);
    if (text === undefined) throw Object.assign(new Error("missing"), { code: "ENOENT" });
    return new TextEncoder().encode(text);
  };
  return {
    list(folder) {
      const inside = [...texts.keys()].filter((name) => folder === "" || name.startsWith(`${folder}/`));
      const entries = inside.map((name) => name.slice(folder === "" ? 0 : folder.length + 1).split("/")[0] ?? "");
      return [...new Set(entries)].sort();
    },
    size: (file) => bytes(file).length,
    read: bytes,
  };
}

export function checkTexts(texts: ReadonlyMap<string, string>): Checked {
  return checkLoaded(loadDeclaration("memory", memoryFiles(texts)), catalogue, undefined, TODAY);
}

/** Does what `npm run allocate` does: nothing when the declaration has errors. */
export function allocateTexts(texts: Texts): void {
  const { declaration } = loadDeclaration("memory", memoryFiles(texts));
  if (!declaration || hasErrors(checkDeclaration(declaration, catalogue))) return;
  const written = renderAllocations(allocate(declaration, catalogue).allocations);
  for (const name of texts.keys()) if (name.startsWith("allocations/")) texts.delete(name);
  for (const [name, text] of written) texts.set(`allocations/${name}`, text);
}
