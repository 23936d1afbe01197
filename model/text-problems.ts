import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type YAMLError,
} from "yaml";

/** A problem of a file's text, before it has any meaning. */
export interface TextProblem {
  readonly message: string;
  readonly hint?: string;
  readonly line: number;
  readonly column: number;
}

export const TOO_DEEP = "nested too deeply";

/** Levels that no declaration comes near. */
const MAX_DEPTH = 40;

/** The parser's errors in the words of somebody who does not know the grammar, with what to do. */
const WORDS: Record<string, [message: string, hint?: string]> = {
  TAB_AS_INDENT: ["a tab indents the line", "indent with spaces"],
  DUPLICATE_KEY: ["the key stands here a second time", "remove one of the two"],
  BAD_INDENT: ["the indentation fits no line above", "begin each key of a mapping in the same column"],
  MULTIPLE_DOCS: ["a second document begins here", "one document per file: remove the line ---"],
  TAG_RESOLVE_FAILED: ["a tag (!…) stands here", "write the plain value"],
  BLOCK_AS_IMPLICIT_KEY: ["a text contains a colon and a space", "put the text in quotes"],
  MULTILINE_IMPLICIT_KEY: ["the line is no `key: value`", "write a key, a colon, a space and the value"],
};

/** Everything that keeps a text from being a plain tree. After the first grammar error the rest is only its echo. */
export function textProblems(text: string, document: Document.Parsed, lines: LineCounter): TextProblem[] {
  const at = (message: string, offset: number, hint?: string): TextProblem => {
    const { line, col } = lines.linePos(offset);
    return { message, line: Math.max(line, 1), column: Math.max(col, 1), ...(hint ? { hint } : {}) };
  };
  const conflict = /^(<{7}|>{7}) /m.exec(text);
  if (conflict)
    return [
      at("a merge conflict is not resolved", conflict.index, "keep one of the two versions and remove the marks"),
    ];
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ message }) => message.includes("call stack"))) return [at(TOO_DEEP, 0)];
  const first = errors.findIndex(({ code }) => code !== "DUPLICATE_KEY");
  const told = first === -1 ? errors : errors.slice(0, first + 1);
  const problems = told.map((error) => {
    const [message = sentence(error.message), hint] = WORDS[error.code] ?? [];
    return at(...(unclosed(text, error) ?? [message, error.pos[0], hint]));
  });
  if (problems.length > 0) return problems;
  return [...unsuitable(document.contents, [], new Set())].map(({ message, node }) =>
    at(message, node.range?.[0] ?? 0),
  );
}

/** The parser notices an open quote or brace at the end of what it swallowed; a person looks for the beginning. */
function unclosed(text: string, { code, message, pos }: YAMLError): [string, number, string] | undefined {
  if (code === "MISSING_CHAR" && /closing ['"]quote/.test(message)) {
    const quote = message.includes('"') ? '"' : "'";
    let offset = 0;
    for (const line of text.split("\n")) {
      if (!line.trimStart().startsWith("#") && line.split(quote).length % 2 === 0)
        return ["a quote is not closed", offset + line.lastIndexOf(quote), `end the text with ${quote}`];
      offset += line.length + 1;
    }
  }
  const bracket = /Flow (map|sequence) .*end with a/.exec(message);
  if (!bracket) return undefined;
  const [open, close] = bracket[1] === "map" ? ["{", "}"] : ["[", "]"];
  const begin = text.lastIndexOf(open, pos[0]);
  return [`${open} is not closed`, Math.max(begin, 0), `write ${close} at its end`];
}

interface Unsuitable {
  readonly message: string;
  readonly node: Node;
}

/** What YAML allows and a plain tree cannot hold: keys that are no text, aliases of nothing or of themselves. */
function* unsuitable(node: unknown, above: readonly Node[], anchors: Set<string>): Iterable<Unsuitable> {
  if (!isNode(node)) return;
  if (above.length > MAX_DEPTH) return yield { message: TOO_DEEP, node };
  if (isAlias(node)) {
    if (above.some((parent) => "anchor" in parent && parent.anchor === node.source))
      yield { message: `alias *${node.source} stands inside of what it repeats`, node };
    else if (!anchors.has(node.source))
      yield { message: `alias *${node.source} repeats nothing: no &${node.source} stands before it`, node };
    return;
  }
  if (node.anchor) anchors.add(node.anchor);
  const below = [...above, node];
  if (isSeq(node)) for (const item of node.items) yield* unsuitable(item, below, anchors);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || typeof key.value !== "string")
      yield { message: "expected a text as key", node: isNode(key) ? key : node };
    else if (key.value === "__proto__") yield { message: "the key __proto__ is reserved", node: key };
    else if (key.anchor) anchors.add(key.anchor);
    yield* unsuitable(value, below, anchors);
  }
}

function sentence(message: string): string {
  return message.split("\n", 1)[0]?.replace(/\s+/g, " ").trim() ?? message;
}
