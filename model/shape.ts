import { z } from "zod";
import { nearest, suggestion } from "./candidates.js";
import { type Diagnostic, formatPath, type KeyPath } from "./diagnostics.js";
import type { SourceFile } from "./source.js";

/** Checks a plain value against its zod shape; every issue becomes a diagnostic with file, line and column. */
export function checkShape<T extends z.ZodType>(
  source: SourceFile,
  value: unknown,
  shape: T,
): { value?: z.infer<T>; diagnostics: Diagnostic[] } {
  const result = shape.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data, diagnostics: [] };
  return { diagnostics: result.error.issues.flatMap((issue) => describe(source, shape, issue)) };
}

function describe(source: SourceFile, shape: z.ZodType, issue: z.core.$ZodIssue): Diagnostic[] {
  const path = issue.path as KeyPath;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      code: "unknown-key",
      severity: "error",
      position: source.position([...path, key]),
      path: formatPath([...path, key]),
      message: `unknown key ${JSON.stringify(key.slice(0, 60))}`,
      hint: suggestion(key, keysAt(shape, path)),
    }));
  const missing = (issue.code === "invalid_type" || issue.code === "invalid_value") && issue.input === undefined;
  return [
    {
      code: missing ? "missing-key" : "shape",
      severity: "error",
      position: source.position(path, issue.code === "invalid_key" ? "key" : "value"),
      path: formatPath(path),
      message: missing ? `missing; expected ${expectation(issue)}` : reason(issue),
      hint: hint(shape, path, issue),
    },
  ];
}

function reason(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `expected ${expectation(issue)}, found ${kind(issue.input)}`;
  if (issue.code === "invalid_value") return `expected ${expectation(issue)}, found ${kind(issue.input)}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? "invalid key";
  // The schemas' own sentences say it best.
  if (/^expected|^host bits/.test(issue.message))
    return typeof issue.input === "number" ? `${issue.message}${found(issue.input)}` : issue.message;
  const what = "origin" in issue && issue.origin === "array" ? " in the list" : "";
  if (issue.code === "too_small") return `expected ${issue.minimum} or more${what}${found(issue.input)}`;
  if (issue.code === "too_big") return `expected ${issue.maximum} or less${what}${found(issue.input)}`;
  if (issue.code === "not_multiple_of") return `expected a multiple of ${issue.divisor}${found(issue.input)}`;
  const options = /^Invalid discriminator value\. Expected (.*)$/.exec(issue.message)?.[1];
  return options ? `expected one of ${options.replaceAll("'", "").replaceAll(" | ", ", ")}` : issue.message;
}

/** What stands there instead; of a list, how much. */
function found(value: unknown): string {
  return `, found ${Array.isArray(value) ? value.length : kind(value)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  const names: Record<string, string> = {
    string: "a text",
    int: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  if (issue.code === "invalid_type") return names[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value")
    return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(", ")}`;
  return issue.message.replace(/^expected /, "");
}

/** Names what was found; long texts are cut, so that an error never floods a terminal. */
function kind(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === "number" && !Number.isFinite(value)) return Number.isNaN(value) ? ".nan" : ".inf";
  return String(value);
}

function hint(shape: z.ZodType, path: KeyPath, issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === "invalid_key" || issue.code === "invalid_union") return undefined;
  const description = schemaAt(shape, path)?.description;
  if (issue.code === "invalid_value" && typeof issue.input === "string") {
    const near = nearest(issue.input, issue.values.map(String));
    if (near.length > 0) return `did you mean ${near.join(" or ")}?`;
  }
  if (issue.code !== "invalid_type") return description;
  const mapping = issue.expected === "object" || issue.expected === "record";
  if (mapping && path.length === 0) return `expected the keys ${keysAt(shape, path).join(", ")}`;
  if (mapping && issue.input === null) return `write {} for no settings. ${description ?? ""}`.trim();
  const plain = typeof issue.input === "number" || typeof issue.input === "boolean";
  return issue.expected === "string" && plain ? `put the value in quotes. ${description ?? ""}`.trim() : description;
}

function keysAt(shape: z.ZodType, path: KeyPath): string[] {
  const schema = schemaAt(shape, path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The schema that stands at a key path, wrappers such as defaults taken off. */
function schemaAt(shape: z.ZodType, path: KeyPath): z.ZodType | undefined {
  let schema: z.ZodType | undefined = unwrap(shape);
  for (const key of path) {
    if (schema instanceof z.ZodDiscriminatedUnion)
      schema = schema.options.find((option) => option instanceof z.ZodObject && String(key) in option.shape) as
        | z.ZodType
        | undefined;
    if (schema instanceof z.ZodObject) schema = schema.shape[String(key)] as z.ZodType | undefined;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType as z.ZodType;
    else if (schema instanceof z.ZodArray) schema = schema.element as z.ZodType;
    else return undefined;
    schema = schema && unwrap(schema);
  }
  return schema;
}

function unwrap(schema: z.ZodType): z.ZodType {
  const description = schema.description;
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault)
    inner = inner.unwrap() as z.ZodType;
  return description && !inner.description ? inner.describe(description) : inner;
}
