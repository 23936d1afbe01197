import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { State } from "./state.js";

type Name = keyof State & string;
type Entry = readonly [collection: Name, key: string, entity: unknown];

/** Beyond this length the journal is folded into a new snapshot. */
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * The state of one cluster on disk: a snapshot and a journal of entities that changed since.
 *
 * Changes are made inside `transact`. They are written with one append before `transact` returns, hence
 * before a response leaves, so that a killed process forgets nothing that it acknowledged (a power cut
 * may: nothing is synced to the medium). A transaction that throws changes nothing.
 */
export class Store {
  readonly #collections = new Map<Name, Map<string, unknown>>();
  /** entities of the open transaction; undefined stands for a removed one */
  readonly #drafts = new Map<Name, Map<string, unknown>>();
  readonly #snapshotFile: string;
  readonly #journalFile: string;
  readonly #revisions = new Map<Name, number>();
  #journal: number;
  #journalBytes = 0;

  /** Opens the state in a folder, or begins an empty one. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#snapshotFile = join(folder, "snapshot.json");
    this.#journalFile = join(folder, "journal.jsonl");
    this.#load();
    this.#journal = this.#fold();
  }

  get<N extends Name>(name: N, key: string | number): Readonly<State[N]> | undefined {
    const drafts = this.#drafts.get(name);
    const id = String(key);
    return (drafts?.has(id) ? drafts.get(id) : this.#collections.get(name)?.get(id)) as State[N] | undefined;
  }

  /** All entities of a collection with their keys, in the order in which they came to be. */
  entries<N extends Name>(name: N): [string, Readonly<State[N]>][] {
    const drafts = this.#drafts.get(name);
    if (!drafts) return [...(this.#collections.get(name) ?? [])] as [string, State[N]][];
    const merged = new Map(this.#collections.get(name));
    for (const [key, entity] of drafts) {
      if (entity === undefined) merged.delete(key);
      else merged.set(key, entity);
    }
    return [...merged] as [string, State[N]][];
  }

  /** Changes with every transaction that changed the collection. */
  revision(name: Name): number {
    return this.#revisions.get(name) ?? 0;
  }

  values<N extends Name>(name: N): Readonly<State[N]>[] {
    return this.entries(name).map(([, entity]) => entity);
  }

  /** A copy to change, which the transaction keeps; undefined if there is no such entity. */
  edit<N extends Name>(name: N, key: string | number): State[N] | undefined {
    const entity = this.get(name, key);
    if (entity === undefined) return undefined;
    const draft = structuredClone(entity) as State[N];
    this.put(name, key, draft);
    return draft;
  }

  put<N extends Name>(name: N, key: string | number, entity: State[N]): void {
    this.#draft(name).set(String(key), entity);
  }

  remove(name: Name, key: string | number): void {
    this.#draft(name).set(String(key), undefined);
  }

  /** Runs `work` and keeps all its changes, or none if it throws. */
  transact<T>(work: () => T): T {
    try {
      const result = work();
      this.#commit();
      return result;
    } finally {
      this.#drafts.clear();
    }
  }

  /** Writes a snapshot and lets go of the files. */
  close(): void {
    closeSync(this.#journal);
    closeSync(this.#fold());
  }

  #draft(name: Name): Map<string, unknown> {
    const drafts = this.#drafts.get(name) ?? new Map<string, unknown>();
    this.#drafts.set(name, drafts);
    return drafts;
  }

  #commit(): void {
    let lines = "";
    for (const [name, drafts] of this.#drafts) {
      this.#revisions.set(name, this.revision(name) + 1);
      for (const [key, entity] of drafts) {
        lines += `${JSON.stringify([name, key, entity ?? null])}\n`;
        this.#apply([name, key, entity]);
      }
    }
    if (lines === "") return;
    appendFileSync(this.#journal, lines);
    this.#journalBytes += lines.length;
    if (this.#journalBytes > JOURNAL_LIMIT_BYTES) {
      closeSync(this.#journal);
      this.#journal = this.#fold();
    }
  }

  #apply([name, key, entity]: Entry): void {
    const collection = this.#collections.get(name) ?? new Map<string, unknown>();
    this.#collections.set(name, collection);
    if (entity === undefined || entity === null) collection.delete(key);
    else collection.set(key, entity);
  }

  #load(): void {
    if (existsSync(this.#snapshotFile)) {
      for (const entry of JSON.parse(readFileSync(this.#snapshotFile, "utf8")) as Entry[]) this.#apply(entry);
    }
    if (!existsSync(this.#journalFile)) return;
    const lines = readFileSync(this.#journalFile, "utf8").split("\n");
    // A killed process may leave its last line unfinished: nobody was told that it had been written.
    lines.pop();
    for (const line of lines) this.#apply(JSON.parse(line) as Entry);
  }

  /** Replaces snapshot and journal. A crash in between is harmless: the journal holds absolute values. */
  #fold(): number {
    const entries = [...this.#collections].flatMap(([name, collection]) =>
      [...collection].map(([key, entity]): Entry => [name, key, entity]),
    );
    const draft = `${this.#snapshotFile}.tmp`;
    writeFileSync(draft, JSON.stringify(entries), { mode: 0o600 });
    renameSync(draft, this.#snapshotFile);
    this.#journalBytes = 0;
    const journal = openSync(this.#journalFile, "w", 0o600);
    return journal;
  }
}
