import type { Call, Routes } from "./call.js";
import { failure } from "./errors.js";
import { splitList } from "./formats.js";
import type { Parameters } from "./parameters.js";
import type { Plain } from "./state.js";

export interface CollectionOptions {
  /** name in the state, e.g. `sdn/zones` */
  readonly name: string;
  /** path of the list, e.g. `/cluster/sdn/zones` */
  readonly path: string;
  /** parameter that carries the id, e.g. `zone`; also the placeholder of `path`/{id} */
  readonly key: string;
  /** what an entry is called in the text for a missing or doubled one */
  readonly noun: string;
  /** POST goes to the entry's own path (metrics servers) */
  readonly createAtEntry?: boolean;
  readonly defaults?: Plain;
  /** how an entry is answered, if not as it is kept */
  readonly show?: (entry: Readonly<Plain>, call: Call) => unknown;
  /** hooks that may refuse, or complete what was given */
  readonly beforeCreate?: (call: Call, entry: Plain) => void;
  readonly beforeUpdate?: (call: Call, entry: Plain) => void;
  readonly beforeDelete?: (call: Call, entry: Readonly<Plain>) => void;
}

/** Parameters that steer a request and are not kept. */
const STEERING = new Set(["delete", "digest", "lock-token", "pending", "running", "node"]);

/** A list, an entry, create, change and delete: what most of the API consists of. */
export function collection(options: CollectionOptions): Routes {
  const { name, path, key, noun, show = (entry: Readonly<Plain>) => entry } = options;
  const entryPath = `${path}/{${key}}`;
  const requireEntry = (call: Call): Readonly<Plain> => {
    const entry = call.store.get("plain", `${name}/${call.text(key)}`);
    if (!entry) throw failure(`${noun} '${call.text(key)}' does not exist`);
    return entry;
  };
  return {
    [`GET ${path}`]: (call) => list(call, name).map((entry) => show(entry, call)),
    [`GET ${entryPath}`]: (call) => show(requireEntry(call), call),
    [`POST ${options.createAtEntry ? entryPath : path}`]: (call) => {
      const entry: Plain = { ...options.defaults, ...keep(call.parameters) };
      options.beforeCreate?.(call, entry);
      const id = `${name}/${entry[key] as string}`;
      if (call.store.get("plain", id)) throw failure(`${noun} '${entry[key] as string}' already exists`);
      call.store.put("plain", id, entry);
      return null;
    },
    [`PUT ${entryPath}`]: (call) => {
      const entry = { ...requireEntry(call), ...keep(call.parameters) };
      for (const gone of deleted(call)) delete entry[gone];
      options.beforeUpdate?.(call, entry);
      call.store.put("plain", `${name}/${call.text(key)}`, entry);
      return null;
    },
    [`DELETE ${entryPath}`]: (call) => {
      options.beforeDelete?.(call, requireEntry(call));
      call.store.remove("plain", `${name}/${call.text(key)}`);
      return null;
    },
  };
}

/** Entries of a plain collection. */
export function list(call: Pick<Call, "store">, name: string): Readonly<Plain>[] {
  return call.store.entries("plain").flatMap(([id, entry]) => {
    return id.startsWith(`${name}/`) ? [entry] : [];
  });
}

/** The options that a request asks to remove; some clients repeat the key instead of a list. */
export function deleted(call: Call): string[] {
  const value = call.parameters.delete;
  return Array.isArray(value) ? value : splitList(value === undefined ? undefined : String(value));
}

export const keep = (parameters: Readonly<Parameters>): Plain =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !STEERING.has(name)));
