import { suggestion } from "../candidates.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownPortProfile: Rule = {
  id: "unknown-port-profile",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue: { ports } }) {
    for (const [site, { switches }] of declaration.sites)
      for (const [id, { profiles }] of Object.entries(switches))
        for (const profile of Object.keys(profiles))
          if (!entryOf(ports, profile))
            yield {
              file: `sites/${site}.yaml`,
              path: ["switches", id, "profiles", profile],
              of: "key",
              message: `port profile ${JSON.stringify(profile)} does not exist`,
              hint: suggestion(profile, Object.keys(ports)),
            };
  },
};
