import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The files of a declaration, wherever they are kept; tests keep them in memory. */
export interface Files {
  /** Names in a folder, sorted; none where the folder does not exist. @throws Error with a `code` as node:fs. */
  list(folder: string): string[];
  /** Size in bytes. @throws Error with a `code` as node:fs. */
  size(file: string): number;
  /** Bytes of a file. @throws Error with a `code` as node:fs. */
  read(file: string): Uint8Array;
}

export function diskFiles(root: string): Files {
  return {
    list(folder) {
      try {
        return readdirSync(join(root, folder)).sort();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
      }
    },
    size(file) {
      const stat = statSync(join(root, file));
      if (stat.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
      // A named pipe or a device would block the reader for ever.
      if (!stat.isFile()) throw Object.assign(new Error("no file"), { code: "ENOTSUP" });
      return stat.size;
    },
    read: (file) => readFileSync(join(root, file)),
  };
}
