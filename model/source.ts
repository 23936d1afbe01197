import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import type { KeyPath, Position } from "./diagnostics.js";
import { type TextProblem, TOO_DEEP, textProblems } from "./text-problems.js";

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
    try {
      const document = parseDocument(this.text, {
        lineCounter: lines,
        uniqueKeys: true,
        prettyErrors: false,
        merge: false,
      });
      const problems = textProblems(this.text, document, lines);
      return problems.length > 0
        ? { value: undefined, problems }
        : { value: document.toJS({ maxAliasCount: 50 }), problems };
    } catch (error) {
      const message = error instanceof RangeError ? TOO_DEEP : "aliases repeat too much";
      return { value: undefined, problems: [{ message, line: 1, column: 1 }] };
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
