import { suggestion } from "../candidates.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownSegment: Rule = {
  id: "unknown-segment",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    const { roles } = catalogue.segments;
    for (const [id, { segments, verwaltung }] of declaration.sites)
      for (const role of Object.keys(segments)) {
        const place = { file: `sites/${id}.yaml`, path: ["segments", role], of: "key" } as const;
        if (!entryOf(roles, role))
          yield {
            ...place,
            message: `segment ${JSON.stringify(role)} is not in the address plan`,
            hint: suggestion(role, Object.keys(roles)),
          };
        else if (role === "verwaltung" && !verwaltung)
          yield {
            ...place,
            message: "the site has no segment of the Verwaltungsnetz (verwaltung: false)",
            hint: `remove these values, or "verwaltung: false"`,
          };
      }
  },
};
