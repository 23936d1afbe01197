import { discoveryOf } from "../resolve/network/discovery.js";
import type { Rule } from "./rule.js";

export const discoveryZones: Rule = {
  id: "discovery-zones",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { roles } = catalogue.segments;
    const inside = Object.keys(roles).filter((role) => roles[role]?.trust === "education");
    for (const [site, declared] of declaration.sites)
      for (const { id, from, to } of discoveryOf(catalogue, declared))
        for (const [key, ends] of Object.entries({ from, to }))
          for (const [index, role] of ends.entries())
            if (!inside.includes(role))
              yield {
                file: `sites/${site}.yaml`,
                path: ["discovery", id, key, index],
                message: `${key === "from" ? `${role} would find ${id}` : `${id} would be found in ${role}`}: only devices of the school find each other`,
                hint: `segments of the school's own devices: ${inside.join(", ")}`,
              };
  },
};
