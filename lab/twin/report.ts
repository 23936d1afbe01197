import type { Proof, Verdict } from "./proof.js";

/** The report of a twin as people read it: what was proven, and the figures. */
export interface Findings {
  readonly proofs: readonly (Pick<Proof, "id" | "shows"> & Pick<Verdict, "title" | "lines" | "problems">)[];
  /** How far the devices of the twin's places are proven. */
  readonly tiers: readonly Said[];
  readonly sites: number;
  readonly seconds: number;
}

/** A sentence for auditors of either language. */
export interface Said {
  readonly de: string;
  readonly en: string;
}

type Counted = readonly [one: string, more: string];

interface Words {
  readonly head: string;
  readonly shown: string;
  readonly not: string;
  readonly twin: string;
  readonly sites: Counted;
  readonly proofs: Counted;
  readonly problems: Counted;
}

const WORDS: Readonly<Record<keyof Said, Words>> = {
  de: {
    head: "Bericht über den Zwilling. Eingerückte Zeilen sind die der Werkzeuge, auf Englisch.",
    shown: "gezeigt",
    not: "NICHT gezeigt",
    twin: "Zwilling",
    sites: ["Standort", "Standorte"],
    proofs: ["Nachweis", "Nachweise"],
    problems: ["Problem", "Probleme"],
  },
  en: {
    head: "Report of the twin. Lines that are indented are those of the tools.",
    shown: "shown",
    not: "NOT shown",
    twin: "twin",
    sites: ["site", "sites"],
    proofs: ["proof", "proofs"],
    problems: ["problem", "problems"],
  },
};

/** The same report in either language; what a proof itself says has one. */
export function reportText(found: Findings, language: keyof Said): string {
  const words = WORDS[language];
  const proofs = found.proofs.flatMap(({ id, shows, title, lines, problems }) => [
    `${words.proofs[0]} ${id}, ${problems.length === 0 ? words.shown : words.not}: ${shows[language]}`,
    `  ${title}`,
    ...lines.map((line) => `  ${line}`),
    ...problems.map((problem) => `  ${words.problems[0]}: ${problem}`),
  ]);
  const tiers = found.tiers.map((tier) => tier[language]);
  return `${[words.head, ...proofs, ...tiers, lastLine(found, language)].join("\n")}\n`;
}

/** One line with the figures. */
export function lastLine({ sites, proofs, seconds }: Omit<Findings, "tiers">, language: keyof Said): string {
  const words = WORDS[language];
  const problems = proofs.reduce((sum, one) => sum + one.problems.length, 0);
  const counts = [some(sites, words.sites), some(proofs.length, words.proofs), some(problems, words.problems)];
  return `${words.twin}: ${counts.join(", ")}, ${seconds.toLocaleString(language, { maximumFractionDigits: 1, useGrouping: false })} s`;
}

const some = (number: number, [one, more]: Counted) => `${number} ${number === 1 ? one : more}`;
