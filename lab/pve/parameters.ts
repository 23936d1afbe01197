import type { ParameterSchema, Property } from "./api-schema.js";
import { badParameters } from "./errors.js";
import { type Checked, checkText } from "./values.js";

export type Value = string | number | string[];
export type Parameters = Record<string, Value>;
/** As they came over the wire: every value is text, a repeated key a list. */
export type RawParameters = Record<string, string | string[]>;

const NOT_ALLOWED = "property is not defined in schema and the schema does not allow additional properties";
const MISSING = "property is missing and it is not optional";

/** How many of an indexed parameter (`net[n]`) exist: manual page qm.conf(5); the schema does not say. */
// biome-ignore format: a table
const INDEX_LIMITS: Readonly<Record<string, number>> = {
  hostpci: 16, ide: 4, ipconfig: 32, net: 32, numa: 8, parallel: 3, sata: 6, scsi: 31, serial: 4,
  unused: 256, usb: 14, virtio: 16, virtiofs: 10, link: 8,
};

/**
 * Checks a request against its schema as PVE::JSONSchema does and gives the values their types:
 * integer and boolean become numbers (0 and 1), an array is a list, anything else stays text.
 * @throws ApiError 400 with every complaint
 */
export function checkParameters(schema: ParameterSchema, raw: RawParameters): Parameters {
  const properties = propertiesOf(schema, raw);
  const errors: Record<string, string> = {};
  const values: Parameters = {};
  for (const [name, text] of Object.entries(raw)) {
    const property = findProperty(properties, name);
    if (!property) {
      errors[name] = NOT_ALLOWED;
      continue;
    }
    const checked = checkValue(property, text, name);
    if ("complaint" in checked) errors[name] = checked.complaint;
    else values[name] = checked.value;
    if (property.requires && raw[property.requires] === undefined) {
      errors[property.requires] = `missing property - '${name}' requires this property`;
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    if (!property.optional && raw[name] === undefined && !name.endsWith("[n]")) errors[name] ??= MISSING;
  }
  if (Object.keys(errors).length > 0) throw badParameters(errors);
  return values;
}

/** Flattens `allOf` and picks the branch of a `oneOf` by its type property (HA rules). */
function propertiesOf(schema: ParameterSchema, raw: RawParameters): Record<string, Property> {
  const merged: Record<string, Property> = { ...schema.properties };
  for (const part of schema.allOf ?? []) Object.assign(merged, propertiesOf(part, raw));
  const typeProperty = schema["type-property"];
  if (schema.oneOf && typeProperty) {
    const types = schema.oneOf.map((branch) => branch["instance-type"] ?? "");
    merged[typeProperty] = { type: "string", enum: types };
    const chosen = schema.oneOf.find((branch) => branch["instance-type"] === raw[typeProperty]);
    if (chosen) Object.assign(merged, propertiesOf(chosen, raw));
  }
  return merged;
}

function findProperty(properties: Record<string, Property>, name: string): Property | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  const indexed = /^([a-z]+)(0|[1-9]\d*)$/.exec(name);
  if (!indexed) return undefined;
  const [, stem = "", index = "0"] = indexed;
  return Number(index) < (INDEX_LIMITS[stem] ?? 0) ? properties[`${stem}[n]`] : undefined;
}

function checkValue(property: Property, text: string | string[], name: string): Checked {
  if (property.type === "array") {
    const items = Array.isArray(text) ? text : [text];
    for (const item of items) {
      const checked = checkValue(property.items ?? {}, item, name);
      if ("complaint" in checked) return checked;
    }
    return { value: items };
  }
  if (Array.isArray(text)) return { complaint: `type check ('${property.type ?? "string"}') failed` };
  return checkText(property, text, name);
}
