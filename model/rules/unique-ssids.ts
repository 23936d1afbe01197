import { grouped, repeated, sentSsids } from "./lookups.js";
import type { Rule } from "./rule.js";

export const uniqueSsids: Rule = {
  id: "unique-ssids",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const [site, ssids] of grouped(sentSsids(declaration, catalogue), (one) => one.site)) {
      // Declared ones last, so that the finding stands at a name that somebody wrote.
      ssids.sort((a, b) => Number(a.declared) - Number(b.declared));
      for (const [{ ssid, place }, first] of repeated(ssids, (one) => one.ssid.name))
        yield {
          ...place("name"),
          message: `site ${site} sends the SSID ${ssid.name} already, as ${first.ssid.id}`,
          hint: "a device joins whichever it hears best: another name, or one of both with `broadcast: false`",
        };
    }
  },
};
