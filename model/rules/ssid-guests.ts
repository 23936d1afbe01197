import { sentSsids } from "./lookups.js";
import type { Rule } from "./rule.js";

export const ssidGuests: Rule = {
  id: "ssid-guests",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { roles } = catalogue.segments;
    const outside = Object.keys(roles).filter((role) => roles[role]?.trust === "guest");
    for (const { ssid, place } of sentSsids(declaration, catalogue))
      if ((ssid.users === "guests" || ssid.security === "portal") && !outside.includes(ssid.segment))
        yield {
          ...place("segment"),
          message: `the SSID ${ssid.name} (${ssid.users}, ${ssid.security}) leads into the inside segment ${ssid.segment}`,
          hint: `guests, and whoever needs no account, belong into ${outside.join(" or ")}`,
        };
  },
};
