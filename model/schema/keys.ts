import { z } from "zod";

/**
 * `keys/<device>.yaml`: public WireGuard keys of a device, one for each of its routing instances; written by
 * `npm run bootstrap -- --device <device>`. The private ones lie in the key store, outside of the declaration.
 */
export const publicKeys = z.strictObject({
  education: key().optional().describe("Public key for the educational instance."),
  verwaltung: key().optional().describe("Public key for the Verwaltungsnetz."),
});
export type PublicKeys = z.infer<typeof publicKeys>;

/** 32 bytes in base64. */
function key() {
  return z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, "expected a WireGuard key: 32 bytes in base64");
}
