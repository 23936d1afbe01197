import { setting } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const unallocated: Rule = {
  id: "unallocated",
  on: "model",
  phase: "allocation",
  *check({ declaration, demands }) {
    const { dataCentres, sites, schools } = declaration.allocations;
    for (const id of Object.keys(declaration.traeger.dataCentres))
      if (!dataCentres.has(id)) yield missing(`data centre ${id}`, "traeger.yaml", ["dataCentres", id]);
    for (const [id, { switches }] of declaration.sites) {
      const numbers = sites.get(id);
      const file = `sites/${id}.yaml`;
      if (!numbers) yield missing(`site ${id}`, file, []);
      else
        for (const key of Object.keys(switches))
          if (numbers.switches[key] === undefined) yield missing(`switch ${key}`, file, ["switches", key]);
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

function missing(what: string, file: string, path: Finding["path"]): Finding {
  return { file, path, of: "key", message: `${what} has no numbers yet`, hint: "run: npm run allocate" };
}
