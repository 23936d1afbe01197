import { z } from "zod";
import { schoolSchema } from "../model/schema/school.js";
import { siteSchema } from "../model/schema/site.js";
import { traegerSchema } from "../model/schema/traeger.js";
import type { Json } from "./json-schema.js";
import { code, codes, table } from "./markdown.js";

const FILES = [
  ["traeger.yaml", traegerSchema],
  ["sites/<id>.yaml", siteSchema],
  ["schools/<id>.yaml", schoolSchema],
] as const;

/** Every field of a declaration's files, from the zod types that `check` uses. */
export function fields(): string[] {
  const intro =
    "Keys in `<…>` are ids that you choose; `[]` is each entry of a list. A field is required unless it says otherwise.";
  const sections = FILES.flatMap(([file, schema]) => {
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
    return [`## ${file}`, table(["Field", "Type", "Default", "Meaning"], properties(json, ""))];
  });
  return [intro, ...sections];
}

function properties(schema: Json, path: string): string[][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = path === "" ? key : `${path}.${key}`;
    return [
      [
        code(name),
        `${typeName(field)}${limits(field)}`,
        fallback(field, schema.required?.includes(key) ?? false),
        field.description ?? "",
      ],
      ...below(field, name),
    ];
  });
  return [...own, ...variants(schema, path)];
}

function below(field: Json, name: string): string[][] {
  if (field.items) return below(field.items, `${name}[]`);
  if (typeof field.additionalProperties === "object") return below(field.additionalProperties, `${name}.<id>`);
  return properties(field, name);
}

/** Alternatives are told apart by a constant; the others' fields follow it. */
function variants(schema: Json, path: string): string[][] {
  return [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((option) => {
    const constant = Object.entries(option.properties ?? {}).find(([, field]) => field.const !== undefined);
    return properties(option, path).map(([name = "", ...rest]) => [
      constant && !name.endsWith(`.${constant[0]}\``) ? `${name} (${constant[0]}: ${String(constant[1].const)})` : name,
      ...rest,
    ]);
  });
}

function typeName(field: Json): string {
  if (field.const !== undefined) return code(String(field.const));
  if (field.enum) return codes(field.enum.map(String));
  if (field.items) return `list of ${field.items.enum ? typeName(field.items) : plural(field.items)}`;
  if (field.oneOf ?? field.anyOf) return "one of the forms below";
  if (typeof field.additionalProperties === "object") return `mapping of ${plural(field.additionalProperties)}`;
  return (
    { string: "text", integer: "whole number", number: "number", boolean: "true or false", object: "mapping" }[
      field.type ?? ""
    ] ?? "text"
  );
}

/** Bounds and pattern, as far as the schema knows them; those of a list are about its entries' number. */
function limits(field: Json): string {
  const { minimum, maximum, minItems, minLength, maxLength, pattern } = field;
  const least = minimum ?? minItems;
  // JSON schema names the largest safe integer where there is no bound.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const range =
    least !== undefined && most !== undefined && least > -Number.MAX_SAFE_INTEGER
      ? `${least} to ${most}`
      : least !== undefined && least > -Number.MAX_SAFE_INTEGER
        ? `at least ${least}`
        : most !== undefined
          ? `at most ${most}`
          : undefined;
  const length = maxLength === undefined ? undefined : `${minLength ?? 0} to ${maxLength} characters`;
  const entries = field.items ? limits(field.items).replace(/^, /, "") : "";
  const parts = [
    range,
    length,
    pattern === undefined ? undefined : code(pattern),
    entries === "" ? undefined : `each: ${entries}`,
  ];
  return parts.flatMap((part) => (part === undefined ? [] : `, ${part}`)).join("");
}

function plural(item: Json): string {
  return { string: "texts", integer: "numbers", number: "numbers", object: "mappings" }[item.type ?? ""] ?? "texts";
}

function fallback(field: Json, required: boolean): string {
  if (field.default !== undefined) return code(JSON.stringify(field.default));
  return required ? "required" : "–";
}
