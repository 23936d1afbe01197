import type { Catalogue } from "../catalogue/schema.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Zone of the teachers (segments.yaml). */
const STAFF = "staff";

/** The project's own table is held to this by its tests. */
export const signOnSegment: Rule = {
  id: "sign-on-segment",
  on: "model",
  phase: "declaration",
  *check({ declaration: { extensions }, catalogue }) {
    for (const [id, { authentication }] of Object.entries(extensions.ports ?? {}))
      for (const key of ["unauthenticated", "critical"] as const) {
        const role = authentication?.[key];
        const allowed = signOnSegments(catalogue)[key];
        if (role !== undefined && !allowed.includes(role))
          yield {
            file: "catalogue/ports.yaml",
            path: [id, "authentication", key],
            message: `${key === "critical" ? "while no RADIUS server answers, whoever comes" : "whoever has not signed on"} would be let into ${role}`,
            hint: `${allowed.join(" or ")}; without \`${key}\` the port stays closed to them`,
          };
      }
  },
};

/** Strangers are guests. In an outage known devices may go on where a lesson needs them, but never in a net of staff or servers. */
export function signOnSegments({ segments: { roles } }: Pick<Catalogue, "segments">) {
  const of = (...trusts: readonly string[]) =>
    Object.keys(roles).filter((role) => trusts.includes(entryOf(roles, role)?.trust ?? ""));
  return {
    unauthenticated: of("guest"),
    critical: of("guest", "education").filter((role) => entryOf(roles, role)?.zone !== STAFF),
  };
}
