import { filtered } from "../resolve/network/lines.js";
import type { Rule } from "./rule.js";

export const youthFilter: Rule = {
  id: "youth-filter",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const zones = Object.values(catalogue.segments.roles).flatMap(({ zone, filter }) => (filter ? [zone] : []));
    for (const [id, { uplinks, exceptions }] of declaration.sites) {
      const open = uplinks.filter((uplink) => !filtered(declaration.traeger, uplink));
      for (const [name, { from, to }] of Object.entries(exceptions))
        for (const [index, zone] of from.entries())
          if (zones.includes(zone) && to.includes("internet") && open.length > 0)
            yield {
              file: `sites/${id}.yaml`,
              path: ["exceptions", name, "from", index],
              message: `${zone} would reach the Internet without a youth protection filter on the line ${open.map(({ kind }) => kind).join(", ")}`,
              hint: `declare the filter of that line ("filter" of the uplink, or coupling.filters), or remove the exception`,
            };
    }
  },
};
