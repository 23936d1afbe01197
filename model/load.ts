import { basename, resolve } from "node:path";
import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { suggestion } from "./candidates.js";
import { CLOSED, EXTENDABLE, type Extensions, tableFile } from "./catalogue/schema.js";
import type { Diagnostic } from "./diagnostics.js";
import { formatPath, hasErrors } from "./diagnostics.js";
import { diskFiles, type Files } from "./files.js";
import {
  type Allocations,
  addressLayout,
  type DataCentreAllocation,
  dataCentreAllocation,
  type SchoolAllocation,
  type SiteAllocation,
  schoolAllocation,
  siteAllocation,
} from "./schema/allocation.js";
import { ID_PATTERN } from "./schema/common.js";
import { type PublicKeys, publicKeys } from "./schema/keys.js";
import { type School, schoolSchema } from "./schema/school.js";
import { type Site, siteSchema } from "./schema/site.js";
import { type Traeger, traegerSchema } from "./schema/traeger.js";
import { clearSecrets } from "./secrets.js";
import { checkShape } from "./shape.js";
import { SourceFile } from "./source.js";

/** A declaration is text for people: nothing in it comes near this size. */
const MAX_BYTES = 1024 * 1024;

/** What is read of a declaration's folder. */
const ENTRIES = ["traeger.yaml", "sites", "schools", "allocations", "catalogue", "keys"];

/** What German readers call them. */
const GERMAN: Readonly<Record<string, string>> = { standorte: "sites", schulen: "schools", katalog: "catalogue" };

/** What people wrote, checked for its shape, with the files it came from. */
export interface Declaration {
  /** Absolute folder. */
  readonly folder: string;
  readonly traeger: Traeger;
  readonly sites: ReadonlyMap<string, Site>;
  readonly schools: ReadonlyMap<string, School>;
  readonly allocations: Allocations;
  /** Device → its public tunnel keys, out of the folder `keys/`. */
  readonly keys: ReadonlyMap<string, PublicKeys>;
  /** What its folder `catalogue/` adds to the project's catalogue. */
  readonly extensions: Extensions;
  /** Relative file name → its text and positions. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export interface Loaded {
  /** Absent when the files cannot be read as a declaration. */
  readonly declaration?: Declaration;
  readonly diagnostics: Diagnostic[];
  /** Every file that could be read, for the printer. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** Reads a Schulträger's folder. Never throws for what a person can have written; never writes. */
export function loadDeclaration(folder: string, files: Files = diskFiles(folder)): Loaded {
  const reader = new Reader(files);
  reader.strangers();
  const traeger = reader.one("traeger.yaml", traegerSchema);
  const sites = reader.folder<Site>("sites", siteSchema);
  const schools = reader.folder<School>("schools", schoolSchema);
  const layout = reader.optional("allocations", "address-plan.yaml", addressLayout);
  const allocations = {
    ...(layout ? { layout } : {}),
    dataCentres: reader.folder<DataCentreAllocation>("allocations/data-centres", dataCentreAllocation),
    sites: reader.folder<SiteAllocation>("allocations/sites", siteAllocation),
    schools: reader.folder<SchoolAllocation>("allocations/schools", schoolAllocation),
  };
  const keys = reader.folder<PublicKeys>("keys", publicKeys);
  const extensions = reader.catalogue();
  if (!traeger || hasErrors(reader.diagnostics)) return { diagnostics: reader.diagnostics, sources: reader.sources };
  return {
    declaration: {
      folder: resolve(folder),
      traeger,
      sites,
      schools,
      allocations,
      keys,
      extensions,
      sources: reader.sources,
    },
    diagnostics: reader.diagnostics,
    sources: reader.sources,
  };
}

class Reader {
  readonly sources = new Map<string, SourceFile>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(readonly files: Files) {}

  /** A misspelt folder would be passed over in silence, and its schools with it. */
  strangers(): void {
    for (const entry of this.#list("")) {
      const meant = ENTRIES.includes(entry)
        ? undefined
        : (GERMAN[entry.toLowerCase()] ?? ENTRIES.find((known) => near(entry.toLowerCase(), known)));
      if (meant) this.#report("file-name", entry, "this name is not read", `did you mean ${meant}?`);
    }
  }

  folder<T>(name: string, shape: z.ZodType): Map<string, T> {
    const items = new Map<string, T>();
    for (const entry of this.#list(name)) {
      const file = `${name}/${entry}`;
      const id = basename(entry, ".yaml");
      if (!entry.endsWith(".yaml") || !ID_PATTERN.test(id)) {
        this.#report(
          "file-name",
          file,
          "expected <id>.yaml with an id of lower-case letters, digits and hyphens",
          rename(entry),
        );
        continue;
      }
      const value = this.one(file, shape);
      if (value !== undefined) items.set(id, value as T);
    }
    return items;
  }

  optional<S extends z.ZodType>(folder: string, name: string, shape: S): z.infer<S> | undefined {
    return this.#list(folder).includes(name) ? this.one(`${folder}/${name}`, shape) : undefined;
  }

  /** The Träger's own rows of the tables that may be extended. */
  catalogue(): Extensions {
    const tables: Record<string, unknown> = {};
    for (const entry of this.#list("catalogue")) {
      const file = `catalogue/${entry}`;
      const table = Object.entries(EXTENDABLE).find(([name]) => tableFile(name) === entry);
      const closed = Object.entries(CLOSED).find(([name]) => tableFile(name) === entry);
      const known = Object.keys(EXTENDABLE).map(tableFile);
      if (table) tables[table[0]] = this.one(file, table[1]);
      else if (closed)
        this.#report("file-name", file, `not read: the table is the project's own, and the same for all`, closed[1]);
      else this.#report("file-name", file, `not a table; expected ${known.join(", ")}`, suggestion(entry, known));
    }
    return tables as Extensions;
  }

  one<S extends z.ZodType>(file: string, shape: S): z.infer<S> | undefined {
    const source = this.#source(file);
    if (!source) return undefined;
    const { value, problems } = source.read();
    for (const problem of problems)
      this.diagnostics.push({
        code: "yaml",
        severity: "error",
        position: { file, line: problem.line, column: problem.column },
        path: "",
        message: problem.message,
        hint: problem.hint,
      });
    if (problems.length > 0) return undefined;
    const secrets = clearSecrets(value);
    for (const path of secrets)
      this.diagnostics.push({
        code: "clear-secret",
        severity: "error",
        position: source.position(path),
        path: formatPath(path),
        message: "a secret stands here in clear (the value is not printed)",
        hint: "write a reference such as secret://env/NAME, and change the secret: it is in the file's history",
      });
    if (secrets.length > 0) return undefined;
    const checked = checkShape(source, value, shape);
    this.diagnostics.push(...checked.diagnostics);
    return checked.value;
  }

  #source(file: string): SourceFile | undefined {
    try {
      const size = this.files.size(file);
      if (size > MAX_BYTES) {
        this.#report("file-size", file, `the file has ${size} bytes; expected at most ${MAX_BYTES}`);
        return undefined;
      }
      const text = decode(this.files.read(file));
      if (text === undefined || text.includes("\0")) {
        const what = text === undefined ? "is not UTF-8" : "contains NUL bytes";
        this.#report(
          "file-encoding",
          file,
          `the file ${what}; expected text in UTF-8`,
          "save the file as UTF-8 in the editor",
        );
        return undefined;
      }
      const source = new SourceFile(file, text);
      this.sources.set(file, source);
      return source;
    } catch (error) {
      this.#report("file-unreadable", file, `cannot be read: ${explain(error)}`, explainHint(file));
      return undefined;
    }
  }

  #list(name: string): string[] {
    try {
      return this.files.list(name).filter((entry) => !entry.startsWith("."));
    } catch (error) {
      this.#report("file-unreadable", name, `cannot be read: ${explain(error)}`);
      return [];
    }
  }

  #report(code: string, file: string, message: string, hint?: string): void {
    this.diagnostics.push({ code, severity: "error", position: { file, line: 1, column: 1 }, path: "", message, hint });
  }
}

/** Two edits in a long name, one in a short one: `notes` is a folder of its own, `catalog` is none. */
function near(entry: string, known: string): boolean {
  return distance(entry, known) <= (known.length < 9 ? 1 : 2);
}

/** What to do about a file that has no id for a name. */
function rename(entry: string): string {
  if (!/\.ya?ml$/i.test(entry)) return "move it out of this folder, which holds declarations only";
  const letters: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  const stem = entry
    .normalize("NFC")
    .toLowerCase()
    .replace(/\.ya?ml$/, "")
    .replace(/[äöüß]/g, (letter) => letters[letter] ?? "");
  const id = stem.replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "");
  return ID_PATTERN.test(id) ? `rename it to ${id}.yaml` : "rename it";
}

/** UTF-8 with or without a byte order mark; undefined for anything else. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function explainHint(file: string): string | undefined {
  return file === "traeger.yaml"
    ? "name the folder that holds traeger.yaml: --traeger <folder> or TRAEGER=<folder>"
    : undefined;
}

/** The operating system's reason without its path, which differs from machine to machine. */
function explain(error: unknown): string {
  const reasons: Record<string, string> = {
    ENOENT: "no such file",
    EACCES: "permission denied",
    EISDIR: "it is a folder, expected a file",
    ELOOP: "too many levels of symbolic links",
    ENOTDIR: "it is a file, expected a folder",
    EPERM: "operation not permitted",
    ENOTSUP: "it is neither a file nor a folder",
  };
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return reasons[code] ?? (code || "unknown reason");
}
