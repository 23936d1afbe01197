import { type Drawing, GAP } from "./drawing.js";
import { widthOf } from "./measure.js";
import { TEXTS, TRUSTS, type Trust } from "./style.js";
import type { Words } from "./words.js";

const TRUST_WORD = {
  education: "trustEducation",
  guest: "trustGuest",
  infrastructure: "trustInfrastructure",
  verwaltung: "trustVerwaltung",
} as const satisfies Record<Trust, string>;

interface Entry {
  readonly kind: string;
  readonly shape: "square" | "line";
  readonly text: string;
}

const STYLES = (words: Words): Entry[] => [
  { kind: "inside", shape: "line", text: words.of("primaryStyle") },
  { kind: "inside fallback", shape: "line", text: words.of("fallbackStyle") },
  { kind: "inside idle", shape: "line", text: words.of("idleStyle") },
];

/** What the colours of a site's picture mean. */
export function siteLegend(drawing: Drawing, words: Words, y: number): void {
  const square = (kind: string, text: string): Entry => ({ kind: `port-${kind}`, shape: "square", text });
  const colours = TRUSTS.map((trust) => square(trust, words.of(TRUST_WORD[trust])));
  const ports = [
    square("access-point", words.of("accessPoints")),
    square("trunk", words.of("trunk")),
    square("shut", words.of("unused")),
  ];
  draw(drawing, words, [...colours, ...ports, ...STYLES(words)], y);
}

export function overviewLegend(drawing: Drawing, words: Words, y: number): void {
  const verwaltung: Entry = { kind: "port-verwaltung", shape: "square", text: words.of("verwaltung") };
  draw(drawing, words, [verwaltung, ...STYLES(words)], y);
}

function draw(drawing: Drawing, words: Words, entries: readonly Entry[], y: number): void {
  let row = y;
  let x = GAP + drawing.text(GAP, row, `${words.of("legend")}:`, "v", 100) - row + 50;
  for (const { kind, shape, text } of entries) {
    const width = 34 + Math.ceil(widthOf(text, TEXTS.s));
    if (x + width > drawing.width - GAP) {
      row += 20;
      x = GAP;
    }
    if (shape === "square") drawing.squares([[x + 10, row + 5]], 8, kind);
    else
      drawing.path(
        [
          [x, row + 9],
          [x + 26, row + 9],
        ],
        kind,
      );
    drawing.text(x + 30, row + 1, text, "s", width);
    x += width + 14;
  }
}
