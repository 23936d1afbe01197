import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import type { KeyPath, Position } from "./diagnostics.js";

/** A problem of the text itself, before it has any meaning. */
export interface TextProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One YAML file. The tree with positions is built only when somebody asks where a key stands, because a
 * thousand schools parse twice as fast and in a fraction of the memory without it.
 */
export class SourceFile {
  #tree: { root: Node | null; lines: LineCounter } | undefined;

  constructor(
    /** Path as a person knows it: relative to the declaration's folder. */
    readonly file: string,
    readonly text: string,
  ) {}

  /** The plain value, or the problems of the text. YAML 1.2 core: `no` is a text, `012` is twelve. */
  read(): { value: unknown; problems: TextProblem[] } {
    const lines = new LineCounter();
    const problem = (message: string, offset = 0): TextProblem => {
      const { line, col } = lines.linePos(offset);
      return { message: sentence(message), line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    try {
      const document = parseDocument(this.text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, merge: false });
      const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => problem(message, pos[0]));
      if (problems.length === 0)
        for (const { message, node } of unsuitable(document.contents)) problems.push(problem(message, node.range?.[0]));
      return problems.length > 0 ? { value: undefined, problems } : { value: document.toJS({ maxAliasCount: 50 }), problems };
    } catch (error) {
      const message = error instanceof RangeError ? "nested too deeply" : (error as Error).message;
      return { value: undefined, problems: [problem(message)] };
    }
  }

  /** Where the value of a key path stands; for a key that is missing, where its nearest parent stands. */
  position(path: KeyPath, of: "key" | "value" = "key"): Position {
    const { root, lines } = this.#parsed();
    let node: Node | null = root;
    let offset = node?.range?.[0] ?? 0;
    for (const [index, key] of path.entries()) {
      const step = child(node, key);
      if (!step) break;
      node = step.value;
      const wantsKey = of === "key" || index < path.length - 1;
      offset = (wantsKey ? step.keyOffset : undefined) ?? node?.range?.[0] ?? offset;
    }
    const { line, col } = lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** The text of one line, counted from 1. */
  line(number: number): string {
    return this.text.split(/\r?\n/, number)[number - 1] ?? "";
  }

  #parsed() {
    if (!this.#tree) {
      const lines = new LineCounter();
      const root = parseDocument(this.text, { lineCounter: lines, uniqueKeys: false }).contents as Node | null;
      this.#tree = { root, lines };
    }
    return this.#tree;
  }
}

function child(node: Node | null, key: string | number): { value: Node | null; keyOffset?: number } | undefined {
  if (isSeq(node) && typeof key === "number") {
    const value = node.items[key] as Node | undefined;
    return value ? { value } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  if (!pair) return undefined;
  const offset = (pair.key as Scalar).range?.[0];
  return { value: pair.value as Node | null, ...(offset === undefined ? {} : { keyOffset: offset }) };
}

/** Levels that no declaration comes near. */
const MAX_DEPTH = 40;

/** What YAML allows and a plain tree cannot hold: keys that are no text, aliases inside of what they stand for. */
function* unsuitable(node: unknown, above: readonly Node[] = []): Iterable<{ message: string; node: Node }> {
  if (!isNode(node)) return;
  if (above.length > MAX_DEPTH) yield { message: "nested too deeply", node };
  else if (isAlias(node) && above.some((parent) => (isCollection(parent) || isScalar(parent)) && parent.anchor === node.source))
    yield { message: `alias *${node.source} stands inside of what it repeats`, node };
  else if (isSeq(node)) for (const item of node.items) yield* unsuitable(item, [...above, node]);
  else if (isMap(node))
    for (const { key, value } of node.items) {
      if (!isScalar(key)) yield { message: "expected a text as key", node: isNode(key) ? key : node };
      yield* unsuitable(value, [...above, node]);
    }
}

function sentence(message: string): string {
  return message.split("\n", 1)[0]?.replace(/\s+/g, " ").trim() ?? message;
}
