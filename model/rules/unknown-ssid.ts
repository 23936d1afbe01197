import { suggestion } from "../candidates.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownSsid: Rule = {
  id: "unknown-ssid",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue: { ssids } }) {
    for (const [site, { ssids: declared }] of declaration.sites)
      for (const [id, own] of Object.entries(declared)) {
        const missing = (["name", "segment", "users", "security"] as const).filter((key) => own[key] === undefined);
        if (!entryOf(ssids, id) && missing.length > 0)
          yield {
            file: `sites/${site}.yaml`,
            path: ["ssids", id],
            of: "key",
            message: `SSID ${JSON.stringify(id)} is not in the catalogue`,
            hint: `${suggestion(id, Object.keys(ssids))}; one of the site's own also needs ${missing.join(", ")}`,
          };
      }
  },
};
