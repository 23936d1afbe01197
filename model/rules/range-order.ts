import type { Rule } from "./rule.js";

export const rangeOrder: Rule = {
  id: "range-order",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const { vmIds, dataCentreVlans } = declaration.traeger.addressPlan;
    for (const [name, { from, to }] of Object.entries({ vmIds, dataCentreVlans }))
      if (from > to)
        yield {
          file: "traeger.yaml",
          path: ["addressPlan", name, "to"],
          message: `the range is empty: it begins at ${from} and ends at ${to}`,
          hint: `"to" is ${from} or more`,
        };
  },
};
