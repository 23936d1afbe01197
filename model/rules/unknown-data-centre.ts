import { suggestion } from "../candidates.js";
import { productSettings, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownDataCentre: Rule = {
  id: "unknown-data-centre",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    const known = Object.keys(declaration.traeger.dataCentres);
    for (const { use, ...where } of productSettings(declaration))
      if (use.dataCentre !== undefined && !known.includes(use.dataCentre))
        yield {
          ...setting(where, "dataCentre"),
          message: `data centre ${JSON.stringify(use.dataCentre)} does not exist`,
          hint: suggestion(use.dataCentre, known),
        };
  },
};
