import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const text = z.strictObject({ de: z.string().min(1), en: z.string().min(1) });
const textsTable = z.record(
  z.string(),
  z.strictObject({ severity: z.enum(["error", "warning"]), title: text, why: text, source: z.string().min(8) }),
);

export type RuleText = z.infer<typeof textsTable>[string];

let cached: Record<string, RuleText> | undefined;

/** Severity, title, reason and source of each rule, in German and English. */
export function ruleTexts(): Record<string, RuleText> {
  cached ??= textsTable.parse(parse(readFileSync(new URL("./texts.yaml", import.meta.url), "utf8")));
  return cached;
}
