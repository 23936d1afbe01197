import { sentSsids } from "./lookups.js";
import type { Rule } from "./rule.js";

export const ssidVerwaltung: Rule = {
  id: "ssid-verwaltung",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { roles } = catalogue.segments;
    for (const { ssid, place } of sentSsids(declaration, catalogue)) {
      const inside = roles[ssid.segment]?.trust === "verwaltung";
      if (inside !== (ssid.users === "verwaltung"))
        yield {
          ...place("segment"),
          message: `the SSID ${ssid.name} is for ${ssid.users}, but leads into ${ssid.segment}`,
          hint: "the Verwaltungsnetz has an SSID of its own (`users: verwaltung`), and that one leads nowhere else",
        };
      else if (inside && ssid.security !== "wpa3-enterprise")
        yield {
          ...place("security"),
          message: `the SSID ${ssid.name} leads into the Verwaltungsnetz with ${ssid.security}`,
          hint: "wpa3-enterprise: each person joins with the own account",
        };
    }
  },
};
