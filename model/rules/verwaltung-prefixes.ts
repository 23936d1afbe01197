import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { overlaps, parsePrefix } from "../net.js";
import type { Rule } from "./rule.js";

/**
 * A default route is no way to the educational networks: it stands in the Verwaltung's own routing instance, which has
 * no interface there, and leads to the Verwaltungsnetz's router.
 */
const DEFAULT = ["0.0.0.0/0", "::/0"];

export const verwaltungPrefixes: Rule = {
  id: "verwaltung-prefixes",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const exit = declaration.traeger.coupling?.verwaltung;
    if (!exit) return;
    const education = [...educationPrefixes(declaration, catalogue)];
    const named: [(string | number)[], string][] = [
      [["ipv4"], exit.ipv4],
      [["ipv6"], exit.ipv6],
      ...exit.prefixes.map((text, index): [(string | number)[], string] => [["prefixes", index], text]),
    ];
    for (const [keys, text] of named) {
      if (DEFAULT.includes(text)) continue;
      const met = education.find(({ prefix }) => overlaps(parsePrefix(prefix), parsePrefix(text)));
      if (met)
        yield {
          file: "traeger.yaml",
          path: ["coupling", "verwaltung", ...keys],
          message: `${text} overlaps ${met.prefix}, ${met.what}: the Verwaltung would have a rule and a route to it`,
          hint: "only networks of the Verwaltung itself; 0.0.0.0/0 and ::/0 mean its Internet, by its own router",
        };
    }
  },
};

/** The pool, and what sites keep outside of it for others than the Verwaltung. */
function* educationPrefixes(
  { traeger, sites }: Declaration,
  catalogue: Catalogue,
): Iterable<{ what: string; prefix: string }> {
  for (const family of ["ipv4", "ipv6"] as const) {
    yield { what: "the pool of the address plan", prefix: traeger.addressPlan[family] };
    for (const [id, { segments }] of sites)
      for (const [role, { [family]: prefix }] of Object.entries(segments))
        if (prefix && catalogue.segments.roles[role]?.trust !== "verwaltung")
          yield { what: `segment ${role} of site ${id}`, prefix };
  }
}
