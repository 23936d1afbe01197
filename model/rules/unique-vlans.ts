import { repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

/** VLANs of one site; those of a data centre's bridge are looked at by central-vlans and number-range. */
export const uniqueVlans: Rule = {
  id: "unique-vlans",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const [id, site] of declaration.sites) {
      const roles = Object.keys(catalogue.segments.roles).filter((role) => role !== "verwaltung" || site.verwaltung);
      const segments = roles.map((role) => ({
        role,
        pinned: site.segments[role]?.vlan,
        vlan: site.segments[role]?.vlan ?? catalogue.segments.roles[role]?.vlan ?? 0,
      }));
      // Pinned ones last, so that the finding stands at a value that somebody wrote.
      segments.sort((a, b) => Number(a.pinned !== undefined) - Number(b.pinned !== undefined));
      for (const [{ role, vlan }, first] of repeated(segments, ({ vlan }) => vlan))
        yield {
          file: `sites/${id}.yaml`,
          path: ["segments", role, "vlan"],
          message: `VLAN ${vlan} is the VLAN of ${first.role} already`,
          hint: "each segment of a site has a VLAN of its own; pin both if the existing numbers are exchanged",
        };
    }
  },
};
