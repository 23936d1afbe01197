import { fileURLToPath } from "node:url";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Catalogue } from "../../model/catalogue/schema.js";
import { checkFolder } from "../../model/check.js";
import type { Diagnostic } from "../../model/diagnostics.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";

export const EXAMPLES = [
  "hansestadt",
  "landkreis",
  "chemiestadt",
  "ruhrstadt",
  "domstadt",
  "grundschule",
  "kleinstadt",
] as const;
export type ExampleId = (typeof EXAMPLES)[number];

/** One of the project's declarations, checked and resolved. */
export interface Example {
  readonly id: ExampleId;
  readonly declaration: Declaration;
  readonly platform: Platform;
  readonly diagnostics: readonly Diagnostic[];
}

const catalogue: Catalogue = loadCatalogue();

export function load(id: ExampleId): Example {
  const folder = fileURLToPath(new URL(`../../traeger/${id}`, import.meta.url));
  const { declaration, platform, diagnostics } = checkFolder(folder, catalogue);
  if (!declaration || !platform)
    throw new Error(
      `${id} does not pass check:\n${diagnostics.map(({ position: { file, line }, message }) => `${file}:${line} ${message}`).join("\n")}`,
    );
  return { id, declaration, platform, diagnostics };
}

/** Item → how often it occurs, the most frequent first. */
export function tally(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

/** `28 local, 4 hosted` */
export function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([item, count]) => `${count} ${item}`).join(", ");
}
