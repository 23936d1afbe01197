import { expect, test } from "vitest";
import { PROOFS } from "../../lab/twin/proofs.js";
import { type Findings, reportText } from "../../lab/twin/report.js";

const [files, matrix] = PROOFS;
const FOUND: Findings = {
  proofs: [
    {
      id: "files",
      shows: files?.shows ?? { de: "", en: "" },
      title: "files: 9 on 3 nodes",
      lines: ["rou-1: 3"],
      problems: [],
    },
    {
      id: "matrix",
      shows: matrix?.shows ?? { de: "", en: "" },
      title: "matrix: 2 probes",
      lines: [],
      problems: ["a leak"],
    },
  ],
  tiers: [
    {
      de: "Stufe A, Text mit Paketen nachgewiesen: 1 linux hub (h1)",
      en: "tier A, text proven with packets: 1 linux hub (h1)",
    },
  ],
  sites: 1,
  seconds: 12.5,
};

test("an auditor reads in German and in English what was shown, what was not, and the figures", () => {
  expect(reportText(FOUND, "de").split("\n")).toEqual([
    "Bericht über den Zwilling. Eingerückte Zeilen sind die der Werkzeuge, auf Englisch.",
    "Nachweis files, gezeigt: die Knoten haben die eingetragenen Dateien",
    "  files: 9 on 3 nodes",
    "  rou-1: 3",
    "Nachweis matrix, NICHT gezeigt: wer wen erreicht, ist das, was die Tabellen der Flüsse sagen",
    "  matrix: 2 probes",
    "  Problem: a leak",
    "Stufe A, Text mit Paketen nachgewiesen: 1 linux hub (h1)",
    "Zwilling: 1 Standort, 2 Nachweise, 1 Problem, 12,5 s",
    "",
  ]);
  expect(reportText(FOUND, "en").split("\n").slice(-4)).toEqual([
    "  problem: a leak",
    "tier A, text proven with packets: 1 linux hub (h1)",
    "twin: 1 site, 2 proofs, 1 problem, 12.5 s",
    "",
  ]);
});

test("what a proof shows is said in both languages", () => {
  for (const { id, shows } of PROOFS) expect([id, shows.de === shows.en]).toEqual([id, false]);
});
