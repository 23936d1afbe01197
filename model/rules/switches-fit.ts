import type { Rule } from "./rule.js";

/** Host parts 2 to 15 of the management segment are the switches'. */
const SWITCHES = 14;

export const switchesFit: Rule = {
  id: "switches-fit",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { switches }] of declaration.sites) {
      const ids = Object.keys(switches);
      const [first] = ids.slice(SWITCHES);
      if (first !== undefined)
        yield {
          file: `sites/${id}.yaml`,
          path: ["switches", first],
          of: "key",
          message: `the site has ${ids.length} switches; the address plan has room for ${SWITCHES}`,
          hint: "declare the building as two sites, or stacked switches as one",
        };
    }
  },
};
