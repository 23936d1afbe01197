import { suggestion } from "../candidates.js";
import type { Rule } from "./rule.js";

export const unknownFlowEnd: Rule = {
  id: "unknown-flow-end",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    const zones = [
      ...Object.values(catalogue.segments.roles).map(({ zone }) => zone),
      ...["dc-servers", "dc-dmz", "dc-management", "data-centre", "internet", "verwaltung-central"],
    ];
    const known = [...zones, ...Object.keys(catalogue.machines).map((kind) => `machine:${kind}`)];
    for (const [id, { exceptions }] of declaration.sites)
      for (const [name, exception] of Object.entries(exceptions))
        for (const key of ["from", "to"] as const)
          for (const [index, end] of exception[key].entries())
            if (!known.includes(end))
              yield {
                file: `sites/${id}.yaml`,
                path: ["exceptions", name, key, index],
                message: `${JSON.stringify(end)} is neither a zone nor a kind of machine`,
                hint: suggestion(end, known),
              };
  },
};
