import ipaddr from "ipaddr.js";
import { z } from "zod";

/**
 * Ids are file names, stack names, Proxmox tags and Ansible group names at once, so they take the smallest
 * alphabet all of these accept.
 */
export const ID_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const id = z
  .string()
  .regex(ID_PATTERN, "expected lower-case letters, digits and single hyphens, beginning with a letter")
  .max(40, "expected at most 40 characters")
  // The one name of JavaScript's built-in object members that the pattern lets through.
  .refine((text) => text !== "constructor", "expected another id: this one is reserved");

/** A text a person reads: one line, no control characters. It is escaped again wherever it lands. */
export const label = z
  .string()
  .min(1, "expected a text, found an empty one")
  .max(120, "expected at most 120 characters")
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, "expected one line without control characters");

/** A calendar day. Quoted or not, YAML 1.2 reads it as text. */
export const day = z.iso.date("expected a day such as 2026-08-01");

export const count = z.int("expected a whole number").min(0, "expected 0 or more");

/**
 * A reference to a secret, never the secret. `secret://env/NAME` is read from the environment variable NAME
 * when a command runs.
 */
export const secret = z
  .string()
  .regex(/^secret:\/\/env\/[A-Z][A-Z0-9_]*$/, "expected a reference such as secret://env/PVE_TOKEN, not a value");

/** A host name inside the Träger's domain: RFC 1123 label; NetBIOS limits it to 15 characters. */
export const hostname = z
  .string()
  .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, "expected lower-case letters, digits and hyphens, beginning with a letter")
  .max(15, "expected at most 15 characters (NetBIOS)");

export const domainName = z
  .string()
  .max(253, "expected at most 253 characters")
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    "expected a domain name such as schule.example",
  )
  .refine((name) => !name.endsWith(".local"), "expected a domain other than .local (reserved for multicast DNS)");

/** A canonical prefix: no host bits set, written in the shortest form. */
function prefix(kind: "ipv4" | "ipv6", example: string) {
  return z.string().superRefine((text, context) => {
    const problem = prefixProblem(text, kind, example);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
}

function prefixProblem(text: string, kind: "ipv4" | "ipv6", example: string): string | undefined {
  if (!ipaddr.isValidCIDR(text)) return `expected an ${kind === "ipv4" ? "IPv4" : "IPv6"} prefix such as ${example}`;
  const [address, length] = ipaddr.parseCIDR(text);
  if (address.kind() !== kind) return `expected an ${kind === "ipv4" ? "IPv4" : "IPv6"} prefix such as ${example}`;
  const network =
    kind === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(text).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(text).toString();
  const canonical = `${network}/${length}`;
  if (canonical === text) return undefined;
  return address.toString() === network
    ? `expected the canonical form ${canonical}`
    : `host bits are set; expected ${canonical}`;
}

export const ipv4Prefix = prefix("ipv4", "10.64.0.0/22");
export const ipv6Prefix = prefix("ipv6", "2001:db8::/56");
export const ipv4 = z.ipv4("expected an IPv4 address such as 10.64.0.10");
export const ipv6 = z.ipv6("expected an IPv6 address such as 2001:db8::10");

/** HTTPS only: an API endpoint or an image is never fetched in clear. */
export const httpsUrl = z
  .string()
  .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/+-]*)?$/, "expected an https:// address without a query");

export const vlan = z.int("expected a whole number").min(2, "expected 2 to 4094").max(4094, "expected 2 to 4094");

/** Proxmox VE accepts 100 to 999999999; MAC addresses are derived from the id, which leaves 21 bits for it. */
export const vmId = z
  .int("expected a whole number")
  .min(100, "expected 100 to 2097151")
  .max(2_097_151, "expected 100 to 2097151");

export const schemaVersion = z
  .literal(1, "expected 1")
  .describe("Version of the declaration's format. This release reads version 1.");

/**
 * `planned`: resolved and allocated, not built. `active`: built. `retiring`: protection is taken off by one
 * apply. `retired`: its resources are removed, its numbers are kept for ever.
 */
export const lifecycle = z
  .enum(["planned", "active", "retiring", "retired"])
  .default("active")
  .describe("planned = allocated but not built; active; retiring = protection off; retired = removed, numbers kept.");
export type Lifecycle = z.infer<typeof lifecycle>;

export const phase = z.enum(["uebergangsphase", "landesloesung-aktiv"]);
export type Phase = z.infer<typeof phase>;

export const scenario = z.enum([
  "musterloesung-gs",
  "musterloesung-plus",
  "schultraeger-basis",
  "schultraeger-erweitert",
]);
export type Scenario = z.infer<typeof scenario>;

export const placement = z.enum(["local", "central", "hosted", "auto"]);
/** Where a product runs once `auto` has been decided (domain.md section 5). */
export type Placement = Exclude<z.infer<typeof placement>, "auto">;

/** ISO 3166-2:DE without its prefix. */
export const federalState = z.enum([
  "BW",
  "BY",
  "BE",
  "BB",
  "HB",
  "HH",
  "HE",
  "MV",
  "NI",
  "NW",
  "RP",
  "SL",
  "SN",
  "ST",
  "SH",
  "TH",
]);
export type FederalState = z.infer<typeof federalState>;
