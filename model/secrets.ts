import type { KeyPath } from "./diagnostics.js";

/** Keys that hold a secret in every tool we know of. */
const SECRET_KEY = /pass(wor[dt]|phrase|wd)|kennwort|secret|token|api[-_]?key|private[-_]?key|credential|psk$/i;

/** Values that are secrets whatever their key is called. */
const SECRET_VALUE = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /AGE-SECRET-KEY-1/,
  /^[^\s@]+@[a-z]+![\w.-]+=[0-9a-f-]{36}$/i, // Proxmox API token
  /\b(gh[pousr]_[A-Za-z0-9]{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,})/,
  /^\w+:\/\/[^/\s:@]+:[^/\s:@]+@/, // user:password@ in an address
];

/** Key paths at which a declaration carries a secret in clear. The values themselves are never handed on. */
export function clearSecrets(value: unknown, path: KeyPath = []): KeyPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => clearSecrets(item, [...path, index]));
  if (value !== null && typeof value === "object")
    return Object.entries(value).flatMap(([key, item]) => clearSecrets(item, [...path, key]));
  if (typeof value !== "string" || value.startsWith("secret://")) return [];
  const key = path.findLast((part) => typeof part === "string");
  const named = typeof key === "string" && SECRET_KEY.test(key) && key !== "schoolTokens" && value !== "";
  return named || looksSecret(value) ? [path] : [];
}

/** Whether a line of a file that is no YAML may carry a secret, so that no message repeats it. */
export function hidesSecret(line: string, text: string): boolean {
  for (const [, key = "", value = ""] of line.matchAll(/([\w-]+)["']?\s*[:=]\s*["']?([^\s,}]+)/g))
    if (SECRET_KEY.test(key) && !value.startsWith("secret://")) return true;
  // Lines in the middle of a key block look like nothing by themselves.
  return looksSecret(line) || /PRIVATE KEY-----/.test(text);
}

/** A text that is a secret, or has one among its words. */
function looksSecret(text: string): boolean {
  return [text.trim(), ...text.split(/[\s"',]+/)].some((part) => SECRET_VALUE.some((pattern) => pattern.test(part)));
}
