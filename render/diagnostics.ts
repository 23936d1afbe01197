import { counted } from "../model/counted.js";
import type { Diagnostic } from "../model/diagnostics.js";
import { RULES } from "../model/rules/index.js";
import { ruleTexts } from "../model/rules/texts.js";
import type { SourceFile } from "../model/source.js";
import { excerpt, visible } from "./excerpt.js";

export type DiagnosticFormat = "text" | "json" | "sarif";

type Sources = ReadonlyMap<string, SourceFile>;

/**
 * Diagnostics as a person, a script or a code review reads them.
 *
 * @param sources files that were read, by their relative name; where one is missing, no line is shown
 * @param base folder of the declaration for SARIF, with a slash at its end: relative to the repository, or `file://…`
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  format: DiagnosticFormat,
  base?: string,
): string {
  if (format === "json") return JSON.stringify({ ...count(diagnostics), diagnostics }, null, 2);
  if (format === "sarif") return JSON.stringify(sarif(diagnostics, base), null, 2);
  return [...diagnostics.map((diagnostic) => text(diagnostic, sources)), summary(diagnostics)].join("\n");
}

/** `file:line:column severity code key.path: message`, the line with a caret, and what to do. */
function text(diagnostic: Diagnostic, sources: Sources): string {
  const { code, severity, position, path, message, hint } = diagnostic;
  const { file, line, column } = position;
  const where = path === "" ? "" : ` ${short(visible(path))}`;
  const lines = [`${visible(file)}:${line}:${column} ${severity} ${code}${where}: ${visible(message)}`];
  const source = sources.get(file);
  if (source) lines.push(...excerpt(source, diagnostic));
  if (hint) lines.push(`  = ${visible(hint)}`);
  return `${lines.join("\n")}\n`;
}

function short(path: string): string {
  return path.length > 120 ? `${path.slice(0, 119)}…` : path;
}

function count(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = count(diagnostics);
  if (errors + warnings === 0) return "no problems found";
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return `${parts.join(", ")}${errors > 0 ? "; nothing was written" : ""}`;
}

/** A sentence where errors kept later phases from running; a phase runs only when the one before it found none. */
export function checksToFollow(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const last = new Set(RULES.filter(({ phase }) => phase === "platform").map(({ id }) => id));
  const complete = errors.length === 0 || errors.some(({ code }) => last.has(code));
  return complete ? undefined : "further checks follow once this is mended";
}

/** SARIF 2.1.0 (OASIS), as code hosts show it in a merge request. Codes of the loader have no rule text. */
function sarif(diagnostics: readonly Diagnostic[], base: string | undefined) {
  const texts = ruleTexts();
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const rules = codes.map((id) => {
    const rule = texts[id];
    if (!rule) return { id };
    return {
      id,
      shortDescription: { text: rule.title.en },
      fullDescription: { text: rule.why.en },
      help: { text: `${rule.why.en} Source: ${rule.source}` },
      defaultConfiguration: { level: rule.severity },
    };
  });
  const results = diagnostics.map(({ code, severity, position, path, message, hint }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: hint ? `${message}\n${hint}` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: position.file.split("/").map(encodeURIComponent).join("/"),
            uriBaseId: "DECLARATION",
          },
          region: { startLine: position.line, startColumn: position.column },
        },
        ...(path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
      },
    ],
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "schulplattform", rules } },
        ...(base === undefined ? {} : { originalUriBaseIds: uriBases(base) }),
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
}

/** SARIF 3.14.14: a base that is no absolute address names the one that it is relative to; that is the viewer's. */
function uriBases(base: string) {
  if (/^[a-z]+:/.test(base)) return { DECLARATION: { uri: base } };
  const root = { description: { text: "Root of the repository." } };
  return { DECLARATION: { uri: encodeURI(base), uriBaseId: "%SRCROOT%" }, "%SRCROOT%": root };
}
