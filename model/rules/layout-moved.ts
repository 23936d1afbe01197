import { layoutOf, placesOf } from "../allocate/layout.js";
import type { Rule } from "./rule.js";

export const layoutMoved: Rule = {
  id: "layout-moved",
  on: "model",
  phase: "allocation",
  *check({ declaration, catalogue }) {
    const { allocations } = declaration;
    if (!allocations.layout) return;
    const today = placesOf(layoutOf(declaration, catalogue, allocations));
    const now = new Map(today.map(({ path, value }) => [path.join("."), value]));
    const used = new Set(today.map(({ path }) => path.slice(0, 2).join(".")));
    for (const { path, value } of placesOf(allocations.layout)) {
      const found = now.get(path.join("."));
      // A plan that nothing uses any more may change.
      if (found === value || (found === undefined && !used.has(path.slice(0, 2).join(".")))) continue;
      yield path[0] === "firstSchoolVlan"
        ? {
            file: "traeger.yaml",
            path: ["addressPlan", "dataCentreVlans"],
            of: "key",
            message: `the schools' VLANs in the data centres began at ${value}; from ${found} on each would get another one`,
            hint: `"from: ${value}" again; only the end of the range may change`,
          }
        : {
            file: "allocations/address-plan.yaml",
            path: [...path],
            message: `${value} was given; ${found === undefined ? "the tables have it no longer" : `by the tables of today it is ${found}`}, and what exists would be renumbered`,
            hint: "mend model/catalogue/segments.yaml, or use the release before: a new segment comes at the end of a plan, and no length, order or VLAN changes",
          };
    }
  },
};
