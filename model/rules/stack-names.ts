import { schoolStack } from "../resolve/clusters.js";
import { repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Stacks are named `<Träger>-` and a data centre, `site-<site>`, a school's key, or that and `-local`. */
export const stackNames: Rule = {
  id: "stack-names",
  on: "model",
  phase: "allocation",
  *check({ declaration }) {
    const { traeger, allocations } = declaration;
    const centres = Object.keys(traeger.dataCentres).map((id) => ({
      name: id,
      what: `data centre ${id}`,
      file: "",
    }));
    const schools = [...allocations.schools].flatMap(([id, { key, machines, retired }]) => {
      const file = declaration.schools.has(id) ? `schools/${id}.yaml` : `allocations/schools/${id}.yaml`;
      const further = [...Object.values(machines), ...Object.values(retired)].flatMap(({ stack }) => stack ?? []);
      return [...new Set([key, `${key}-local`, ...further])].map((name) => ({ name, what: `school ${id}`, file }));
    });
    const nodes = [...declaration.sites]
      .filter(([, { node }]) => node)
      .map(([id]) => ({
        name: `site-${allocations.sites.get(id)?.node ?? id}`,
        what: `the node of site ${id}`,
        file: `sites/${id}.yaml`,
      }));
    schools.sort((a, b) => Number(b.name.endsWith("-local")) - Number(a.name.endsWith("-local")));
    for (const [id, { key, machines, retired }] of allocations.schools) {
      const known = new Map<string, string>();
      for (const machine of [...Object.values(machines), ...Object.values(retired)]) {
        const name = schoolStack(key, machine);
        const first = known.get(name) ?? machine.cluster;
        known.set(name, first);
        if (first !== machine.cluster)
          yield {
            file: `allocations/schools/${id}.yaml`,
            path: [],
            message: `the stack ${traeger.id}-${name} would belong to two clusters, ${first} and ${machine.cluster}; its state belongs to one`,
            hint: "this file was edited by hand; restore it, and run: npm run allocate",
          };
      }
    }
    for (const [{ name, file }, first] of repeated([...centres, ...schools, ...nodes], ({ name }) => name))
      yield {
        file,
        path: [],
        message: `the stack ${traeger.id}-${name} is that of ${first.what} already`,
        hint: "choose another id; as long as nothing was applied, delete its allocation file and run: npm run allocate",
      };
  },
};
