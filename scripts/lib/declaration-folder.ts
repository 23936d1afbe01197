import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { suggestion } from "../../model/candidates.js";

export interface FolderChoice {
  /** Absolute. */
  readonly folder: string;
  /** Who named it: `--traeger`, `TRAEGER` or `default`. */
  readonly origin: string;
}

/** What is wrong with a folder that should hold a declaration, and which one may have been meant; else undefined. */
export function noDeclaration({ folder, origin }: FolderChoice): string | undefined {
  if (existsSync(join(folder, "traeger.yaml"))) return undefined;
  const what = existsSync(folder) ? "holds no traeger.yaml" : "does not exist";
  return `${folder} (${origin}) ${what}; ${meant(folder)}`;
}

/** Declarations inside the folder, else those beside it that are called alike. */
function meant(folder: string): string {
  const inside = declarationsIn(folder);
  if (inside.length > 0) return `declarations in it: ${inside.map((name) => shown(join(folder, name))).join(", ")}`;
  const beside = declarationsIn(dirname(folder)).filter((name) => name !== basename(folder));
  if (beside.length > 0) return suggestion(basename(folder), beside);
  return "name the folder that holds traeger.yaml: --traeger <folder> or TRAEGER=<folder>";
}

function declarationsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "traeger.yaml")))
    .sort();
}

/** A path as a person types it: below the folder that they are in without the long way to it. */
export function shown(path: string): string {
  const here = resolve(process.env.INIT_CWD ?? ".");
  const short = relative(here, path);
  return short.startsWith("..") ? path : short || ".";
}
