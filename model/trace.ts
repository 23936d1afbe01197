import { formatPath, type KeyPath } from "./diagnostics.js";

/** Where a resolved value came from. */
export interface Origin {
  /** File and key path, when a person or `npm run allocate` wrote it. */
  readonly file?: string;
  readonly path?: KeyPath;
  /** The rule in one sentence, with its source. */
  readonly rule: string;
}

/** Records origins of values, keyed by their path in the Platform. Only `npm run show -- --why` asks for it. */
export class Trace {
  readonly #origins = new Map<string, Origin[]>();

  note(path: KeyPath, origin: Origin): void {
    const key = formatPath(path);
    this.#origins.set(key, [...(this.#origins.get(key) ?? []), origin]);
  }

  /** The origins of a path, or of its nearest parent that has some; `below` are the keys from there to the path. */
  why(path: KeyPath): { path: string; below: KeyPath; origins: readonly Origin[] } | undefined {
    for (let length = path.length; length > 0; length--) {
      const key = formatPath(path.slice(0, length));
      const origins = this.#origins.get(key);
      if (origins) return { path: key, below: path.slice(length), origins };
    }
    return undefined;
  }
}
