import { sentSsids } from "./lookups.js";
import type { Rule } from "./rule.js";

export const ssidSegment: Rule = {
  id: "ssid-segment",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const { site, ssid, place } of sentSsids(declaration, catalogue)) {
      const here = Object.entries(catalogue.segments.roles).filter(
        ([role, { routed }]) => routed && (role !== "verwaltung" || declaration.sites.get(site)?.verwaltung),
      );
      if (!here.some(([role]) => role === ssid.segment))
        yield {
          ...place("segment"),
          message: `the SSID ${ssid.name} leads into the segment ${ssid.segment}, which site ${site} does not have`,
          hint: `segments of the site: ${here.map(([role]) => role).join(", ")}; or "broadcast: false"`,
        };
    }
  },
};
