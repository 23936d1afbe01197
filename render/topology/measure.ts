/**
 * Widths of DejaVu Sans in hundredths of its size (its own table `hmtx`). It is wider than the other fonts that a
 * picture may be shown with, so that what fits here fits there.
 */
const WIDTHS: Readonly<Record<number, string>> = {
  29: "'ijlIJ",
  34: " ,.·/:;\\|f",
  40: '-()[]t!r"',
  52: "*_`–§°sz?cç",
  60: "LFkvxy•PTYaoäöáàeéè",
  64: "ESbdghnpquüßñ$0123456789{}€K",
  70: "AVÄBRXZC",
  79: "UÜHNDG&OQÖ",
  86: "w#+<=>^~×→↑↓✓≥≤M",
};
const WIDEST = 100;
/** Its bold face, compared with the plain one. */
const BOLD = 1.15;

const BY_CHARACTER = new Map(
  Object.entries(WIDTHS).flatMap(([width, characters]) => [...characters].map((one) => [one, Number(width)] as const)),
);

export interface Face {
  /** Pixels. */
  readonly size: number;
  readonly bold?: boolean;
}

/** Pixels that a text takes at most. */
export function widthOf(text: string, { size, bold }: Face): number {
  let width = 0;
  for (const character of text) width += BY_CHARACTER.get(character) ?? WIDEST;
  return (width / 100) * size * (bold ? BOLD : 1);
}

/** The text, or as much of it as fits, with an ellipsis. */
export function fitted(text: string, maximum: number, face: Face): string {
  if (widthOf(text, face) <= maximum) return text;
  const characters = [...text];
  while (characters.length > 0 && widthOf(`${characters.join("").trimEnd()}…`, face) > maximum) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** Breaks between the parts; a part that is too long for a line is cut. */
export function wrapped(parts: readonly string[], maximum: number, face: Face, separator = " "): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = `${last}${separator}${part}`;
    if (last !== undefined && widthOf(longer, face) <= maximum) lines[lines.length - 1] = longer;
    else lines.push(fitted(part, maximum, face));
  }
  return lines;
}
