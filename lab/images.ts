import { createHash } from "node:crypto";

/** Disk that every lab image pretends to hold, in bytes. */
const DISK_BYTES = 3 * 1024 ** 3;

/**
 * The lab downloads nothing: its image of a name is one line of text, and the checksum is that line's. A
 * declaration with another checksum fails in the lab as it would with a wrong file.
 */
export function labImage(name: string): { sizeBytes: number; checksums: Record<string, string> } {
  const content = `schulplattform lab image ${name}\n`;
  const digest = (algorithm: string) => createHash(algorithm).update(content).digest("hex");
  return { sizeBytes: DISK_BYTES, checksums: { sha256: digest("sha256"), sha512: digest("sha512") } };
}
