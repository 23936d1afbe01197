import type { Rule } from "./rule.js";

export const mainSwitch: Rule = {
  id: "main-switch",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [site, { switches }] of declaration.sites) {
      const [first, ...others] = Object.keys(switches).filter((id) => switches[id]?.role === "main");
      for (const id of others)
        yield {
          file: `sites/${site}.yaml`,
          path: ["switches", id, "role"],
          message: `${first} is the main distributor of the site already; expected one`,
          hint: `"role: floor": it is connected to ${first}; the router is, too`,
        };
    }
  },
};
