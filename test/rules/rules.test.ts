import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../model/rules/index.js";
import { ruleTexts } from "../../model/rules/texts.js";
import { changedBase, checkTexts } from "../support/declaration.js";
import { CASES } from "./cases.js";

describe("each rule", () => {
  const ids = RULES.map(({ id }) => id);

  it("has a text in German and English, and each text has a rule", () => {
    expect(Object.keys(ruleTexts()).sort()).toEqual([...ids].sort());
  });

  it("is exported from the file that has its name", () => {
    const files = readdirSync(new URL("../../model/rules", import.meta.url)).filter((file) => file.endsWith(".ts"));
    const helpers = ["index.ts", "lookups.ts", "rule.ts", "texts.ts"];
    expect(files.filter((file) => !helpers.includes(file)).sort()).toEqual(ids.map((id) => `${id}.ts`).sort());
  });

  it("has a firing and a quiet case", () => {
    expect(Object.keys(CASES).sort()).toEqual([...ids].sort());
  });

  it("stands in alphabetical order within its phase", () => {
    const phases = ["references", "declaration", "allocation", "platform"];
    const key = ({ id, phase }: (typeof RULES)[number]) => `${phases.indexOf(phase)} ${id}`;
    expect(RULES.map(key)).toEqual(RULES.map(key).sort());
  });
});

describe.each(Object.entries(CASES))("%s", (id, { fires, at, quiet }) => {
  it("reports the place that a person wrote", () => {
    const found = checkTexts(changedBase(fires)).diagnostics.filter(({ code }) => code === id);
    expect(found.map(({ position, path }) => `${position.file} ${path}`.trim())).toContain(at);
    for (const { severity } of found) expect(severity).toBe(ruleTexts()[id]?.severity);
  });

  it("is quiet where there is nothing to say", () => {
    const { diagnostics, platform } = checkTexts(changedBase(quiet));
    expect(diagnostics.filter(({ severity, code }) => severity === "error" || code === id)).toEqual([]);
    expect(platform).toBeDefined();
  });
});
