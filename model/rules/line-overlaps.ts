import type { Declaration } from "../load.js";
import { formatPrefix, overlaps, type Prefix, parsePrefix } from "../net.js";
import { handedOver } from "./lookups.js";
import type { Rule } from "./rule.js";

export const lineOverlaps: Rule = {
  id: "line-overlaps",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const inside = ownPrefixes(declaration);
    for (const { file, path, prefix, site } of handedOver(declaration)) {
      const held = inside.find((own) => overlaps(own.prefix, prefix) && meet(own.only, site));
      if (held)
        yield {
          file,
          path: [...path, "address"],
          message: `the line's prefix ${formatPrefix(prefix)} overlaps ${formatPrefix(held.prefix)}, ${held.what}`,
          hint: "compare with the operator's letter; if it is right, the operator gives another one: a pool and what was allocated stay",
        };
    }
  },
};

/** A translated prefix is known at its own site only, whose router speaks to its own lines and to the hubs'. */
function meet(only: string | undefined, site: string | undefined): boolean {
  return only === undefined || site === undefined || only === site;
}

/** Whatever stands behind the routers: the pool, what sites keep outside of it, the way to the Verwaltungsnetz. */
function ownPrefixes({ traeger, sites }: Declaration): { what: string; prefix: Prefix; only?: string }[] {
  const exit = traeger.coupling?.verwaltung;
  return (["ipv4", "ipv6"] as const).flatMap((family) => [
    { what: "the pool of the address plan", prefix: parsePrefix(traeger.addressPlan[family]) },
    ...(exit ? [{ what: "the VLAN to the Verwaltungsnetz", prefix: parsePrefix(exit[family]) }] : []),
    ...[...sites].flatMap(([id, { segments }]) =>
      Object.entries(segments).flatMap(([role, { [family]: text, translated }]) => {
        if (!text) return [];
        const only = family === "ipv4" && translated ? { only: id } : {};
        return [{ what: `segment ${role} of site ${id}`, prefix: parsePrefix(text), ...only }];
      }),
    ),
  ]);
}
