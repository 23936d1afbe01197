import type { Rule } from "./rule.js";

/** A site's own node is the cluster `site-<id>`; a data centre of that name could not be told from it. */
export const reservedId: Rule = {
  id: "reserved-id",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    for (const id of Object.keys(declaration.traeger.dataCentres))
      if (id.startsWith("site-"))
        yield {
          file: "traeger.yaml",
          path: ["dataCentres", id],
          of: "key",
          message: "the id of a data centre may not begin with site-, which names the sites' own nodes",
          hint: `another id, e.g. ${id.slice("site-".length) || "rathaus"}`,
        };
  },
};
