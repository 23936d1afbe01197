import type { Face } from "./measure.js";

/** Kinds of text; sizes in pixels. */
export const TEXTS = {
  h1: { size: 24, bold: true },
  h2: { size: 14, bold: true },
  t: { size: 13 },
  s: { size: 11 },
  v: { size: 11, bold: true },
} as const satisfies Readonly<Record<string, Face>>;
export type TextClass = keyof typeof TEXTS;

/** Fill and edge by trust class of a segment; a further class of a Träger's own catalogue looks like infrastructure. */
const TRUST = {
  education: ["#e8f1fb", "#2f6fb5"],
  guest: ["#fdf3d8", "#b07d12"],
  infrastructure: ["#eef1f4", "#5b6b7b"],
  verwaltung: ["#f5e9fb", "#7a3fa8"],
} as const;
export type Trust = keyof typeof TRUST;
export const TRUSTS = Object.keys(TRUST) as Trust[];
export const trustClass = (trust: string | undefined): Trust =>
  TRUSTS.find((known) => known === trust) ?? "infrastructure";

/** Colour of a line by its operator; its style says whether it is the primary one. */
const LINES = { landesnetz: "#1f5fa8", telekom: "#c2186b", kommunal: "#2e7d46", provider: "#b3600b" } as const;

const rules = [
  "text{font-family:Verdana,'DejaVu Sans','Segoe UI',Arial,sans-serif;fill:#14202b}",
  ...Object.entries(TEXTS).map(
    ([name, { size, ...face }]) => `.${name}{font-size:${size}px${"bold" in face ? ";font-weight:bold" : ""}}`,
  ),
  ".s{fill:#33424f}",
  ".v{fill:#5d2a86}",
  ".paper{fill:#fff}",
  "rect{stroke-width:1.5}",
  ".card{fill:#fff;stroke:#5b6b7b}",
  ".frame{fill:#f8fafb;stroke:#9aa8b4}",
  ".planned{fill:#fff;stroke:#9aa8b4;stroke-dasharray:5 4}",
  ...Object.entries(TRUST).flatMap(([name, [fill, edge]]) => [
    `.${name}{fill:${fill};stroke:${edge}}`,
    `.port-${name}{fill:${edge}}`,
  ]),
  "path{fill:none;stroke-width:3}",
  ...Object.entries(LINES).flatMap(([name, colour]) => [
    `.line-${name}{stroke:${colour}}`,
    `.cloud-${name}{fill:#fff;stroke:${colour};stroke-width:3}`,
  ]),
  ".casing{stroke:#fff;stroke-width:9}",
  ".fallback{stroke-dasharray:8 5}",
  ".idle{stroke-dasharray:2 5}",
  ".inside{stroke:#5b6b7b;stroke-width:2}",
  ".inside-verwaltung{stroke:#7a3fa8;stroke-width:2}",
  ".port-trunk{fill:#14202b}",
  ".port-access-point{fill:#2e7d46}",
  ".port-shut{fill:none;stroke:#b8c2cb;stroke-width:1}",
  ".dot{stroke:none;fill:#14202b}",
];

/** The one sheet of all pictures: light, printable, without a font of its own. */
export const STYLE = rules.join("");
