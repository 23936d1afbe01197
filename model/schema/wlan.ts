import { z } from "zod";
import { id, label, secret } from "./common.js";

/** IEEE 802.11: 32 bytes, so an umlaut counts twice. */
export const ssidName = label.refine(
  (text) => new TextEncoder().encode(text).length <= 32,
  "expected at most 32 bytes (IEEE 802.11)",
);

export const ssidUsers = z.enum(["staff", "pupils", "devices", "guests", "verwaltung"]);
export type SsidUsers = z.infer<typeof ssidUsers>;

/** In the words of the Wi-Fi Alliance; nothing weaker than WPA2 (BSI IT-Grundschutz NET.2.1). */
export const ssidSecurity = z.enum(["wpa3-enterprise", "wpa3-personal", "portal"]);
export type SsidSecurity = z.infer<typeof ssidSecurity>;

export const USERS = "Whom it is for; it decides which segments it may lead into.";
export const SECURITY =
  "wpa3-enterprise: 802.1X with the own account; wpa3-personal: one passphrase for all. Both let devices with WPA2 in (transition mode). portal: open, with a sign-on page.";

export const siteSsid = z
  .strictObject({
    broadcast: z
      .boolean()
      .optional()
      .describe(
        "Whether it is sent here. Default: one of the catalogue where a school of the site has its Baustein and its devices, one of the site's own always.",
      ),
    name: ssidName.optional().describe("SSID. Default: that of the catalogue."),
    segment: id.optional().describe("Role of the segment. Default: that of the catalogue."),
    users: ssidUsers.optional().describe(`${USERS} Default: that of the catalogue.`),
    security: ssidSecurity.optional().describe(`${SECURITY} Default: that of the catalogue.`),
    passphrase: secret.optional().describe("Reference to the passphrase: only, and always, of `wpa3-personal`."),
    rooms: z
      .array(label)
      .min(1)
      .optional()
      .describe("Rooms whose access points send it, as under `accessPoints.rooms`. Default: all access points."),
    reason: label.describe("Why the site has it, or has it otherwise."),
  })
  .refine(
    ({ security, passphrase }) => (security === "wpa3-personal") === (passphrase !== undefined),
    "`security: wpa3-personal` and `passphrase` stand together",
  );
export type SiteSsid = z.infer<typeof siteSsid>;
