import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "../../model/allocate/allocate.js";
import { checkDeclaration } from "../../model/check.js";
import { hasErrors } from "../../model/diagnostics.js";
import { loadDeclaration } from "../../model/load.js";
import { renderAllocations } from "../../render/allocations.js";
import { formatDiagnostics } from "../../render/diagnostics.js";
import { catalogue, changedBase, checkTexts, memoryFiles, type Texts } from "../support/declaration.js";
import { brokenTexts, otherTexts } from "../support/mutations.js";

/** Declarations of each kind; a longer hunt: FUZZ_RUNS=20000 npx vitest run test/model/fuzz.test.ts */
const RUNS = Number(process.env.FUZZ_RUNS ?? 700);
const TIMEOUT = Math.max(120_000, 100 * RUNS);

/** A declaration as `npm run allocate` leaves it; undefined where that stops with an error. */
function allocated(texts: Texts): Texts | undefined {
  const { declaration } = loadDeclaration("memory", memoryFiles(texts));
  if (!declaration || hasErrors(checkDeclaration(declaration, catalogue))) return undefined;
  const { allocations, exhausted } = allocate(declaration, catalogue);
  if (exhausted.length > 0) return undefined;
  const kept = [...texts].filter(([name]) => !name.startsWith("allocations/"));
  const written = [...renderAllocations(allocations)].map(([name, text]) => [`allocations/${name}`, text] as const);
  return new Map([...kept, ...written]);
}

/** Every result is a Platform or errors, and can be printed in each form. */
function expectAnswer(texts: Texts) {
  const { diagnostics, sources, platform } = checkTexts(texts);
  expect(platform === undefined).toBe(hasErrors(diagnostics));
  expect(JSON.stringify(platform) ?? "").not.toMatch(/\bNaN\b|\bundefined\b|function/);
  for (const { position, message, hint } of diagnostics) {
    expect(position.line).toBeGreaterThan(0);
    expect(position.line).toBeLessThanOrEqual((texts.get(position.file) ?? "").split("\n").length);
    expect(`${message} ${hint ?? ""}`).not.toMatch(/undefined|NaN|call stack|\[object/);
  }
  // No control character but the line feed may reach a terminal, nor one that turns the text.
  expect(formatDiagnostics(diagnostics, sources, "text")).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
  JSON.parse(formatDiagnostics(diagnostics, sources, "json"));
  JSON.parse(formatDiagnostics(diagnostics, sources, "sarif"));
  return diagnostics;
}

describe("whatever a person writes gives a Platform or diagnostics, never an exception", () => {
  const answers = (texts: fc.Arbitrary<Texts>) => () =>
    fc.assert(
      fc.property(texts, (one) => void expectAnswer(one)),
      { numRuns: RUNS },
    );

  it("where the text is broken", answers(brokenTexts), TIMEOUT);

  it("where it says something else", answers(otherTexts), TIMEOUT);

  it("where it is nested beyond all measure", () => {
    for (const text of ["[".repeat(200_000), "- ".repeat(200_000), "{a: ".repeat(100_000)])
      expect(hasErrors(expectAnswer(new Map(changedBase({})).set("schools/grundschule-sued.yaml", text)))).toBe(true);
  });
});

describe("what the allocation writes", () => {
  const UNREADABLE = ["unallocated", "shape", "missing-key", "unknown-key", "yaml"];

  it(
    "is taken by the next check, whatever the declaration says",
    () =>
      fc.assert(
        fc.property(otherTexts, (texts) => {
          const next = allocated(texts);
          if (next) expect(expectAnswer(next).filter(({ code }) => UNREADABLE.includes(code))).toEqual([]);
        }),
        { numRuns: RUNS },
      ),
    TIMEOUT,
  );
});
