/**
 * Prints plain data as block YAML. The `yaml` library prints comments, anchors and styles, and takes twenty times as
 * long; an inventory of a thousand sites needs none of these. Strings are printed as JSON strings, which YAML 1.2
 * reads the same, so nothing in a name can leave its quotes.
 */
export function printYaml(value: Plain, indent = ""): string {
  const lines: string[] = [];
  print(value, indent, lines);
  return `${lines.join("\n")}\n`;
}

export type Plain =
  | string
  | number
  | boolean
  | null
  | Block
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/** A mapping that is printed already, with the indent of its place: it may stand in several documents. */
export class Block {
  readonly text: string;

  constructor(value: { readonly [key: string]: Plain | undefined }, indent: string) {
    this.text = printYaml(value, indent).trimEnd();
  }
}

/** Bare keys and values: words that no YAML reader takes for something else. */
const BARE = /^[A-Za-z][A-Za-z0-9_]*(?:[-./][A-Za-z0-9_]+)*$/;
const RESERVED = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

function print(value: Plain, indent: string, lines: string[]): void {
  if (Array.isArray(value)) for (const item of value as readonly Plain[]) printItem(`${indent}- `, item, indent, lines);
  else if (isMap(value))
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) printItem(`${indent}${word(key)}:`, item, indent, lines);
}

function printItem(head: string, item: Plain, indent: string, lines: string[]): void {
  const entry = head.endsWith("- ");
  if (item instanceof Block) lines.push(head, item.text);
  else if (isEmpty(item)) lines.push(`${entry ? head : `${head} `}${Array.isArray(item) ? "[]" : "{}"}`);
  else if (entry && isMap(item)) {
    const start = lines.length;
    print(item, `${indent}  `, lines);
    lines[start] = `${head}${(lines[start] ?? "").slice(indent.length + 2)}`;
  } else if (Array.isArray(item) || isMap(item)) {
    lines.push(head.trimEnd());
    print(item, `${indent}  `, lines);
  } else lines.push(`${entry ? head : `${head} `}${scalar(item as string | number | boolean | null)}`);
}

function isMap(value: Plain | undefined): value is { readonly [key: string]: Plain | undefined } {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Block);
}

function isEmpty(value: Plain): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : isMap(value) && Object.values(value).every((item) => item === undefined);
}

function scalar(value: string | number | boolean | null): string {
  return typeof value === "string" ? text(value) : String(value);
}

/** A text that Jinja would read as a template is marked: Ansible must never evaluate what a person wrote. */
function text(value: string): string {
  const quoted = word(value);
  return /\{[{%#]/.test(value) ? `!unsafe ${quoted}` : quoted;
}

function word(value: string): string {
  if (BARE.test(value) && !RESERVED.has(value.toLowerCase())) return value;
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
