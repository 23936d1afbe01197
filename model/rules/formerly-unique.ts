import type { Declaration } from "../load.js";
import { siteCluster } from "../resolve/clusters.js";
import { repeated } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const formerlyUnique: Rule = {
  id: "formerly-unique",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    yield* nodes(declaration);
    for (const [folder, declared] of [
      ["sites", declaration.sites],
      ["schools", declaration.schools],
    ] as const) {
      const named = [...declared].flatMap(([id, { formerly }]) =>
        formerly.map((old, index) => ({ old, file: `${folder}/${id}.yaml`, path: ["formerly", index] })),
      );
      for (const { old, ...place } of named)
        if (declared.has(old))
          yield {
            ...place,
            message: `${folder}/${old}.yaml still exists, so ${old} is no former id`,
            hint: "remove the old file, or the former id",
          };
      for (const [{ old, ...place }, first] of repeated(named, ({ old }) => old))
        yield {
          ...place,
          message: `${old} is named already in ${first.file}; its numbers can move only once`,
        };
    }
  },
};

/** A node that came from another site brings its machines along, so it is at one site only, and alone there. */
function* nodes({ sites, allocations }: Declaration): Iterable<Finding> {
  const standing = new Set(
    [...allocations.schools.values()].flatMap(({ machines }) => Object.values(machines).map(({ cluster }) => cluster)),
  );
  const named = [...sites].flatMap(([id, { node }]) =>
    (node?.formerly ?? []).map((old, index) => ({
      old,
      id,
      file: `sites/${id}.yaml`,
      path: ["node", "formerly", index],
    })),
  );
  for (const { old, id, ...place } of named) {
    if (!standing.has(siteCluster(old))) continue;
    if (sites.get(old)?.node)
      yield {
        ...place,
        message: `sites/${old}.yaml still has a node`,
        hint: "remove it there, or the former site here; as another node it cannot have this one's machines",
      };
    else if (standing.has(siteCluster(id)))
      yield {
        ...place,
        message: `machines stand on the node of ${id} already; those of ${old}'s cannot join them`,
        hint: `two steps: retire or move the machines of ${id}'s old node, run allocate and apply; then move the node of ${old} here`,
      };
  }
  for (const [{ old, id: _, ...place }, first] of repeated(named, ({ old }) => old))
    if (standing.has(siteCluster(old)))
      yield {
        ...place,
        message: `the node of ${old} is named already in ${first.file}; it can stand at one site only`,
      };
}
