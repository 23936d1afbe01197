import { layoutOf, placesOf } from "../allocate/layout.js";
import type { SiteAllocation } from "../schema/allocation.js";
import type { Site } from "../schema/site.js";
import { setting } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const unallocated: Rule = {
  id: "unallocated",
  on: "model",
  phase: "allocation",
  *check({ declaration, catalogue, demands }) {
    const { dataCentres, sites, schools, layout } = declaration.allocations;
    const recorded = new Set((layout ? placesOf(layout) : []).map(({ path }) => path.join(".")));
    const today = placesOf(layoutOf(declaration, catalogue, declaration.allocations));
    if (today.some(({ path }) => !recorded.has(path.join("."))))
      yield {
        ...missing("", "traeger.yaml", ["addressPlan"]),
        message: "where the segments lie in the prefixes that were given is not recorded yet",
      };
    for (const id of Object.keys(declaration.traeger.dataCentres))
      if (!dataCentres.has(id)) yield missing(`data centre ${id}`, "traeger.yaml", ["dataCentres", id]);
    for (const [id, { switches, segments }] of declaration.sites) {
      const numbers = sites.get(id);
      const file = `sites/${id}.yaml`;
      if (!numbers) yield missing(`site ${id}`, file, []);
      else {
        for (const key of Object.keys(switches))
          if (numbers.switches[key] === undefined) yield missing(`switch ${key}`, file, ["switches", key]);
        for (const role of unrecorded(segments, numbers.assigned))
          yield {
            ...missing("", file, ["segments", role]),
            message: `the prefix of ${role} that others assigned is not recorded yet`,
          };
      }
    }
    for (const id of declaration.schools.keys())
      if (!schools.has(id)) yield missing(`school ${id}`, `schools/${id}.yaml`, []);
    for (const { key, cluster, installation, school, lifecycle } of demands) {
      const owner = school === undefined ? dataCentres.get(cluster?.id ?? "") : schools.get(school);
      const allocation = owner?.machines[key];
      const recorded = (allocation?.retiring ?? false) === (lifecycle === "retiring");
      if (!owner || (allocation && allocation.cluster === cluster?.id && recorded)) continue;
      const { file, path } = setting(installation);
      const machine = `machine ${key}${school === undefined ? "" : ` of ${school}`}`;
      const known = allocation?.cluster === cluster?.id;
      yield known
        ? { ...missing(machine, file, path), message: `that ${machine} is ${lifecycle} is not recorded yet` }
        : missing(machine, file, path);
    }
  },
};

/** Segments whose assigned prefixes `allocate` has not seen, or not since they were renumbered. */
function unrecorded(segments: Site["segments"], assigned: SiteAllocation["assigned"] = {}): string[] {
  return Object.entries(segments).flatMap(([role, { assignedBy, ipv4, ipv6, renumbered }]) => {
    if (assignedBy === undefined || (ipv4 === undefined && ipv6 === undefined)) return [];
    const known = assigned[role];
    const moved = renumbered !== undefined && (known?.ipv4 !== ipv4 || known?.ipv6 !== ipv6);
    return known === undefined || moved ? [role] : [];
  });
}

function missing(what: string, file: string, path: Finding["path"]): Finding {
  return { file, path, of: "key", message: `${what} has no numbers yet`, hint: "run: npm run allocate" };
}
