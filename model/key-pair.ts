import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** A WireGuard key pair: X25519, 32 bytes each, in base64 as `wg` writes them. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** PKCS #8 of an X25519 key without its 32 bytes (RFC 8410 section 7). */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

export function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  return { privateKey: last32(privateKey.export({ type: "pkcs8", format: "der" })), publicKey: encoded(publicKey) };
}

/** @throws Error when the text is no key; the text is not repeated */
export function publicKeyOf(privateKey: string): string {
  const raw = Buffer.from(privateKey, "base64");
  if (raw.length !== 32) throw new Error("this is no WireGuard key: expected 32 bytes in base64");
  return encoded(createPublicKey(createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: "der", type: "pkcs8" })));
}

const encoded = (key: KeyObject) => last32(key.export({ type: "spki", format: "der" }));
const last32 = (der: Buffer) => der.subarray(-32).toString("base64");
