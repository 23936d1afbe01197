import type { Diagnostic } from "../model/diagnostics.js";
import { hidesSecret } from "../model/secrets.js";
import type { SourceFile } from "../model/source.js";

/** Characters of a line that are shown, about half on each side of the caret: a line of usual length is whole. */
const WINDOW = 160;

/** The line that a diagnostic is about, with a caret under its column; secrets are never part of it. */
export function excerpt(source: SourceFile, { code, position: { line, column } }: Diagnostic): string[] {
  const text = source.line(line);
  if (text.trim() === "") return [];
  // A column counts UTF-16 units, a terminal shows characters.
  const caret = [...text.slice(0, column - 1)].length;
  const characters = [...visible(masked(text, column, code, source))];
  const start = characters.length <= WINDOW ? 0 : Math.max(0, Math.min(caret - WINDOW / 2, characters.length - WINDOW));
  const end = start + WINDOW;
  const before = start > 0 ? "…" : "";
  const after = end < characters.length ? "…" : "";
  const gutter = " ".repeat(String(line).length);
  return [
    `  ${line} | ${before}${characters.slice(start, end).join("")}${after}`,
    `  ${gutter} | ${" ".repeat(before.length + caret - start)}^`,
  ];
}

/** A found secret leaves only its key; in text that could not be read, whatever looks like one is hidden, too. */
function masked(text: string, column: number, code: string, source: SourceFile): string {
  if (code !== "clear-secret") return code === "yaml" && hidesSecret(text, source.text) ? hidden(text) : text;
  const key = /^["']?[\w-]{1,60}["']?\s*:/.exec(text.slice(column - 1))?.[0];
  return `${" ".repeat(column - 1)}${key ? `${key} ` : ""}********`;
}

function hidden(text: string): string {
  const key = /^\s*(- )?["']?[\w-]{1,60}["']?\s*[:=]/.exec(text)?.[0] ?? "";
  return `${key}${key ? " " : ""}********`;
}

/** Control characters, and those that turn or hide text in a terminal, as one visible character each. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 9) return "→";
    if (code < 32) return String.fromCodePoint(0x2400 + code);
    return code === 127 ? "␡" : "�";
  });
}
