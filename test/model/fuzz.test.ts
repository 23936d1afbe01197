import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "../../model/allocate/allocate.js";
import { checkDeclaration } from "../../model/check.js";
import { hasErrors } from "../../model/diagnostics.js";
import { loadDeclaration } from "../../model/load.js";
import { renderAllocations } from "../../render/allocations.js";
import { formatDiagnostics } from "../../render/diagnostics.js";
import { catalogue, changedBase, checkTexts, memoryFiles, type Texts } from "../support/declaration.js";

/** Declarations that are tried; a longer hunt: FUZZ_RUNS=50000 npx vitest run test/model/fuzz.test.ts */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2000);
const TIMEOUT = Math.max(120_000, 100 * RUNS);

const BASE = changedBase({});
const FILES = [...BASE.keys()];
const KEYS = [...new Set([...BASE.values()].flatMap((text) => text.match(/[\w-]+(?=:)/g) ?? []))];

/** Values that are right somewhere and wrong elsewhere, and values that are wrong everywhere. */
const VALUES = [
  ..."0 1 -1 2 3 15 16 99 100 4094 4095 65536 2097151 1e9 1e300 0.5 .inf .nan 0x1F 0o17 1_000 ~ null true false yes".split(
    " ",
  ),
  ..."0.0.0.0/0 10.0.0.0/8 10.80.0.0/31 10.80.0.0/32 10.80.16.0/20 10.80.35.64/26 255.255.255.0/24 ::/0 fd12:3456:7800::/44 2001:db8::/64 fe80::1".split(
    " ",
  ),
  ..."10.80.2.1 10.80.16.4 255.255.255.255 iserv iserv-1 zammad monitoring open-xchange omada ucs-school-server bigbluebutton itslearning".split(
    " ",
  ),
  ..."mobile-device-management wiki central local hosted auto planned active retiring retired s m l sdn bridge primary fallback".split(
    " ",
  ),
  ..."musterloesung-gs schultraeger-erweitert landesloesung-aktiv gymnasium rathaus nordstrasse suedweg pve1 pve-nord grundschule-sued".split(
    " ",
  ),
  ..."constructor __proto__ toString hasOwnProperty {} [] [[[[ }} &a *a !!x | > ? - : # @x %x `x` << --- ... '\"' \"'\"".split(
    " ",
  ),
  ...[
    "${x}",
    "{{ x }}",
    "$(x)",
    "\\u0000",
    "a: b: c",
    "x".repeat(300),
    "\u202e\u001b[2J",
    "ä\u0301😀",
    "secret://env/X",
    "root@pam!x=01234567-89ab-cdef-0123-456789abcdef",
  ],
  ..."{vlan: 40} {ipv4: 10.80.16.0/24} [iserv] [wiki, kalender] {iserv: {}} {form: '8', instances: 2} {concurrentUsers: 1000000} {placement: local}".split(
    / (?=[[{])/,
  ),
];

type Lines = string[];
/** Changes the lines of one file; `a` and `b` choose where. */
type Mutation = (lines: Lines, a: number, b: number, value: string, key: string) => Lines;

const MUTATIONS: Record<string, Mutation> = {
  deleteLine: (lines, a) => lines.filter((_, index) => index !== a % lines.length),
  duplicateLine: (lines, a, b) => lines.toSpliced(b % (lines.length + 1), 0, lines[a % lines.length] ?? ""),
  swapLines: (lines, a, b) =>
    lines
      .with(a % lines.length, lines[b % lines.length] ?? "")
      .with(b % lines.length, lines[a % lines.length] ?? ""),
  indentLine: (lines, a, b) =>
    lines.with(a % lines.length, `${" ".repeat(b % 5)}${(lines[a % lines.length] ?? "").trimStart()}`),
  replaceValue: (lines, a, b, value) =>
    replaceNth(lines, a, b, /(?<=: |\[|, )[^,{}[\]]+(?=$|[,}\]])/g, value),
  replaceBlock: (lines, a, _, value) =>
    lines.with(a % lines.length, (lines[a % lines.length] ?? "").replace(/(?<=^\s*[\w-]+:).*$/, ` ${value}`)),
  replaceKey: (lines, a, b, _, key) => replaceNth(lines, a, b, /[\w-]+(?=:)/g, key),
  addKey: (lines, a, _, value, key) =>
    lines.toSpliced(
      a % lines.length,
      0,
      `${/^\s*/.exec(lines[a % lines.length] ?? "")?.[0]}${key}: ${value}`,
    ),
  insertText: (lines, a, b, value) => {
    const line = lines[a % lines.length] ?? "";
    return lines.with(
      a % lines.length,
      line.slice(0, b % (line.length + 1)) + value + line.slice(b % (line.length + 1)),
    );
  },
  truncate: (lines, a, b) => [
    ...lines.slice(0, a % lines.length),
    (lines[a % lines.length] ?? "").slice(0, b % 40),
  ],
};

function replaceNth(lines: Lines, a: number, b: number, pattern: RegExp, by: string): Lines {
  const line = lines[a % lines.length] ?? "";
  const found = [...line.matchAll(pattern)];
  const chosen = found[b % Math.max(found.length, 1)];
  if (!chosen) return lines;
  return lines.with(
    a % lines.length,
    line.slice(0, chosen.index) + by + line.slice(chosen.index + chosen[0].length),
  );
}

const change = fc.record({
  file: fc.constantFrom(...FILES),
  mutation: fc.constantFrom(...Object.keys(MUTATIONS)),
  a: fc.nat(60),
  b: fc.nat(120),
  value: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...VALUES) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  ),
  key: fc.constantFrom(
    ...KEYS,
    "constructor",
    "__proto__",
    "segments",
    "existing",
    "sizing",
    "withoutProducts",
    "landesdienste",
  ),
});
type Changes = (typeof change extends fc.Arbitrary<infer T> ? T : never)[];

function mutated(changes: Changes): Texts {
  const texts = new Map(BASE);
  for (const { file, mutation, a, b, value, key } of changes) {
    const lines = (texts.get(file) ?? "").split("\n");
    texts.set(file, (MUTATIONS[mutation]?.(lines, a, b, value, key) ?? lines).join("\n"));
  }
  return texts;
}

describe("whatever a person writes", () => {
  it(
    "gives a Platform or diagnostics, never an exception",
    () => {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const texts = mutated(changes);
          const { diagnostics, sources, platform } = checkTexts(texts);
          expect(platform === undefined).toBe(hasErrors(diagnostics));
          expect(JSON.stringify(platform) ?? "").not.toMatch(/\bNaN\b|\bundefined\b|function/);
          for (const { position, message } of diagnostics) {
            expect(position.line).toBeGreaterThan(0);
            expect(position.line).toBeLessThanOrEqual((texts.get(position.file) ?? "").split("\n").length);
            expect(message).not.toMatch(/undefined|NaN|call stack/);
          }
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
          expect(formatDiagnostics(diagnostics, sources, "text")).not.toMatch(
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
          );
          JSON.parse(formatDiagnostics(diagnostics, sources, "json"));
          JSON.parse(formatDiagnostics(diagnostics, sources, "sarif"));
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it(
    "gets numbers that the next check takes",
    () => {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
          const texts = mutated(changes);
          const { declaration } = loadDeclaration("memory", memoryFiles(texts));
          if (!declaration || hasErrors(checkDeclaration(declaration, catalogue))) return;
          const { allocations, exhausted } = allocate(declaration, catalogue);
          const kept = [...texts].filter(([name]) => !name.startsWith("allocations/"));
          const written = [...renderAllocations(allocations)].map(
            ([name, text]) => [`allocations/${name}`, text] as const,
          );
          const { diagnostics } = checkTexts(new Map([...kept, ...written]));
          const wrong = diagnostics.filter(({ code }) =>
            ["unallocated", "shape", "missing-key", "unknown-key", "yaml"].includes(code),
          );
          expect(exhausted.length > 0 ? [] : wrong).toEqual([]);
        }),
        { numRuns: RUNS / 2 },
      );
    },
    TIMEOUT,
  );

  it("is refused where it is nested beyond all measure", () => {
    for (const text of ["[".repeat(200_000), "- ".repeat(200_000), "{a: ".repeat(100_000)])
      expect(
        hasErrors(checkTexts(new Map(BASE).set("schools/grundschule-sued.yaml", text)).diagnostics),
      ).toBe(true);
  });
});
