import type { Catalogue } from "../catalogue/schema.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Zone of the teachers (segments.yaml). */
const STAFF = "staff";

/** Ways in without an account or a certificate: its key in a profile, who comes that way, and what follows without it. */
const WAYS = [
  ["unauthenticated", "unauthenticated", "whoever has not signed on", "the port stays closed to them"],
  ["critical", "critical", "while no RADIUS server answers, whoever comes", "the port stays closed to them"],
  ["mab", "methods", "whoever copies the MAC address of a known device", "only who signs on is let in"],
] as const;

/** The project's own table is held to this by its tests. */
export const signOnSegment: Rule = {
  id: "sign-on-segment",
  on: "model",
  phase: "declaration",
  *check({ declaration: { extensions }, catalogue }) {
    for (const [id, { segment, authentication }] of Object.entries(extensions.ports ?? {}))
      for (const [way, key, who, without] of WAYS) {
        const role = way === "mab" ? authentication?.methods.includes(way) && segment : authentication?.[way];
        const allowed = signOnSegments(catalogue)[way];
        if (role && !allowed.includes(role))
          yield {
            file: "catalogue/ports.yaml",
            path: [id, "authentication", key],
            message: `${who} would be let into ${role}`,
            hint: `${allowed.join(" or ")}; without \`${way}\` ${without}`,
          };
      }
  },
};

/** Strangers are guests. In an outage, or by a MAC address, devices may be where a lesson needs them, but never in a net of staff or servers. */
export function signOnSegments({ segments: { roles } }: Pick<Catalogue, "segments">) {
  const of = (...trusts: readonly string[]) =>
    Object.keys(roles).filter((role) => trusts.includes(entryOf(roles, role)?.trust ?? ""));
  const lessons = of("guest", "education").filter((role) => entryOf(roles, role)?.zone !== STAFF);
  return { unauthenticated: of("guest"), critical: lessons, mab: lessons };
}
