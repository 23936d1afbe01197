import type { Property } from "./api-schema.js";
import { formatOffender } from "./formats.js";

type Keys = Readonly<Record<string, Property>>;

/** A value with its type, or what is wrong with it in Proxmox VE's words. */
export type Checked = { value: string | number | string[] } | { complaint: string };

/** Checks one scalar, also inside a property string. */
export function checkText(property: Property, text: string, name: string): Checked {
  const typed = toType(property.type, text);
  if (typed === undefined) return { complaint: `type check ('${property.type}') failed - got '${text}'` };
  const complaint = rangeComplaint(property, typed, text) ?? formatComplaint(property.format, text, name);
  return complaint === undefined ? { value: typed } : { complaint };
}

function toType(type: Property["type"], text: string): string | number | undefined {
  switch (type) {
    case "boolean":
      if (/^(1|on|yes|true)$/i.test(text)) return 1;
      return /^(0|off|no|false)$/i.test(text) ? 0 : undefined;
    case "integer":
      return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
    case "number":
      return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
    default:
      return text;
  }
}

function rangeComplaint(property: Property, value: string | number, text: string): string | undefined {
  if (property.enum && !property.enum.map(String).includes(text)) {
    return `value '${text}' does not have a value in the enumeration '${property.enum.join(", ")}'`;
  }
  if (typeof value === "number" && property.type !== "boolean") {
    if (property.minimum !== undefined && value < Number(property.minimum)) {
      return `value must have a minimum value of ${property.minimum}`;
    }
    if (property.maximum !== undefined && value > Number(property.maximum)) {
      return `value must have a maximum value of ${property.maximum}`;
    }
  }
  if (property.minLength !== undefined && text.length < property.minLength) {
    return `value must be at least ${property.minLength} characters long`;
  }
  if (property.maxLength !== undefined && text.length > property.maxLength) {
    return `value may only be ${property.maxLength} characters long`;
  }
  if (property.pattern && !toRegExp(property.pattern).test(text)) return "value does not match the regex pattern";
  return undefined;
}

function formatComplaint(format: Property["format"], text: string, name: string): string | undefined {
  if (format === undefined) return undefined;
  if (typeof format !== "string") {
    const complaints = propertyStringComplaints(format, text, name);
    return complaints.length > 0 ? `invalid format - format error\n${complaints.join("\n")}\n` : undefined;
  }
  const offender = formatOffender(format, text);
  return offender === undefined
    ? undefined
    : `invalid format - value '${offender}' does not look like a valid ${format}`;
}

const compiled = new Map<string, RegExp>();

/** Perl's `(?^i:…)` and `{,8}` mean nothing to JavaScript. */
export function toRegExp(perl: string): RegExp {
  let expression = compiled.get(perl);
  if (!expression) {
    const source = perl.replace(/\(\?\^[a-z]*:/g, "(?:").replace(/\{,(\d+)\}/g, "{0,$1}");
    expression = new RegExp(`^(?:${source})$`, /\(\?\^[a-z]*i[a-z]*:/.test(perl) ? "i" : "");
    compiled.set(perl, expression);
  }
  return expression;
}

/** Everything that is wrong with a property string, one line per key. */
function propertyStringComplaints(keys: Keys, text: string, name: string): string[] {
  const defaultKey = Object.keys(keys).find((key) => keys[key]?.default_key);
  const complaints: string[] = [];
  const seen = new Set<string>();
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const equals = part.indexOf("=");
    const given = equals < 0 ? defaultKey : part.slice(0, equals);
    const found = given === undefined ? undefined : resolveAlias(keys, given);
    if (!found) {
      complaints.push(
        `${name}.${given ?? part}: property is not defined in schema and the schema does not allow additional properties`,
      );
      continue;
    }
    seen.add(found.key);
    if (keys[given as string]?.keyAlias) seen.add(keys[given as string]?.keyAlias as string);
    const checked = checkText(found.property, equals < 0 ? part : part.slice(equals + 1), `${name}.${found.key}`);
    if ("complaint" in checked) complaints.push(`${name}.${found.key}: ${checked.complaint}`);
  }
  for (const [key, property] of Object.entries(keys)) {
    if (!property.optional && !property.alias && !seen.has(key)) {
      complaints.push(`${name}.${key}: property is missing and it is not optional`);
    }
  }
  return complaints;
}

function resolveAlias(keys: Keys, key: string): { key: string; property: Property } | undefined {
  const property = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (!property) return undefined;
  return property.alias ? resolveAlias(keys, property.alias) : { key, property };
}
