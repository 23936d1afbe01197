import { suggestion } from "../candidates.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownDiscovery: Rule = {
  id: "unknown-discovery",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue: { discovery, segments } }) {
    for (const [site, { discovery: declared }] of declaration.sites)
      for (const [id, { from = [], to = [] }] of Object.entries(declared)) {
        const place = { file: `sites/${site}.yaml`, path: ["discovery", id] };
        if (!entryOf(discovery, id))
          yield {
            ...place,
            of: "key",
            message: `discovery service ${JSON.stringify(id)} is not in the catalogue`,
            hint: suggestion(id, Object.keys(discovery)),
          };
        for (const [key, roles] of Object.entries({ from, to }))
          for (const [index, role] of roles.entries())
            if (!entryOf(segments.roles, role))
              yield {
                ...place,
                path: [...place.path, key, index],
                message: `segment ${JSON.stringify(role)} is not in the address plan`,
                hint: suggestion(role, Object.keys(segments.roles)),
              };
      }
  },
};
