import type { Rule } from "./rule.js";

export const missingFile: Rule = {
  id: "missing-file",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    const { allocations, schools, sites, traeger } = declaration;
    for (const [folder, allocated, declared] of [
      ["sites", allocations.sites, sites],
      ["schools", allocations.schools, schools],
    ] as const) {
      const moved = new Set([...declared.values()].flatMap(({ formerly }) => formerly));
      for (const id of allocated.keys())
        if (!declared.has(id) && !moved.has(id))
          yield {
            file: `allocations/${folder}/${id}.yaml`,
            path: [],
            message: `${folder}/${id}.yaml does not exist, but has numbers`,
            hint: `to remove it, restore the file and set "lifecycle: retiring", apply, then "lifecycle: retired"; to rename it, write "formerly: [${id}]" in the new file`,
          };
    }
    for (const [id, { machines, retired }] of allocations.dataCentres)
      if (!Object.hasOwn(traeger.dataCentres, id) && Object.keys({ ...machines, ...retired }).length > 0)
        yield {
          file: `allocations/data-centres/${id}.yaml`,
          path: [],
          message: `data centre ${id} is not in traeger.yaml, but its machines have numbers`,
          hint: "restore it under dataCentres; to give it up, move its products to another data centre and apply first",
        };
  },
};
