/** Severity as in SARIF: an error stops every command that writes, a warning is printed. */
export type Severity = "error" | "warning";

/** A place in a file that a person wrote. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A finding about a declaration: data, never thrown, printed by one printer at the edge. */
export interface Diagnostic {
  /** Code of the rule or phase, e.g. `yaml`, `shape`, `unknown-id`. */
  readonly code: string;
  readonly severity: Severity;
  readonly position: Position;
  /** Key path inside the file, e.g. `uplinks[0].role`. */
  readonly path: string;
  /** What is wrong and what was expected. */
  readonly message: string;
  /** What to do. */
  readonly hint?: string | undefined;
}

export type KeyPath = readonly (string | number)[];

/** `uplinks[0].role`; a key that is no word stands in quotes: `switches["a b"]` */
export function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[\p{L}\p{N}_./:-]+$/u.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text ? `${text}.${key}` : key;
  }, "");
}

/** By file, line, column, code: the order in which a person reads them. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const key = (d: Diagnostic) =>
    `${d.position.file}\0${String(d.position.line).padStart(8, "0")}\0${String(d.position.column).padStart(6, "0")}\0${d.code}\0${d.message}`;
  return [...diagnostics].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}
