import { counted } from "../counted.js";
import { grouped } from "./lookups.js";
import type { Rule } from "./rule.js";

export const numberRange: Rule = {
  id: "number-range",
  on: "model",
  phase: "allocation",
  *check({ declaration, catalogue, demands }) {
    const { from, to } = declaration.traeger.addressPlan.dataCentreVlans;
    const central = demands.filter(({ school, cluster }) => school !== undefined && cluster?.dataCentre !== undefined);
    for (const [demand] of grouped(central, ({ school, cluster }) => `${school} ${cluster?.id}`).values()) {
      const { school = "", cluster } = demand ?? {};
      const number = declaration.allocations.schools.get(school)?.number;
      const plan = declaration.allocations.dataCentres.get(cluster?.id ?? "")?.plan;
      if (number === undefined || !plan) continue;
      const { schools } = catalogue.segments.dataCentres[plan];
      if (number > schools)
        yield {
          file: `allocations/schools/${school}.yaml`,
          path: ["number"],
          message: `number ${number} has no server segment in ${cluster?.id}: its plan ${plan} has room for ${counted(schools, "school")}`,
          hint: "declare a second data centre for further schools",
        };
      if (from + number - 1 > to)
        yield {
          file: "traeger.yaml",
          path: ["addressPlan", "dataCentreVlans"],
          of: "key",
          message: `school ${school} has number ${number}, which needs VLAN ${from + number - 1}; the range ends at ${to}`,
          hint: `"dataCentreVlans: { from: ${from}, to: ${from + number - 1} }" or more`,
        };
    }
  },
};
