import { filtered } from "../resolve/network/lines.js";
import type { Rule } from "./rule.js";

export const pupilsClosed: Rule = {
  id: "pupils-closed",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    if (!declaration.traeger.coupling) return;
    for (const [id, { uplinks, lifecycle }] of declaration.sites)
      if (lifecycle !== "retired" && !uplinks.some((uplink) => filtered(declaration.traeger, uplink)))
        yield {
          file: `sites/${id}.yaml`,
          path: ["uplinks"],
          of: "key",
          message:
            "no line has a youth protection filter, so pupils have no Internet here; a site without Landesnetz needs another filter",
          hint: `"filter: { by: provider, name: … }" on a line, or coupling.filters for all lines of a kind`,
        };
  },
};
