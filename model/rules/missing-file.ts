import { moves } from "../allocate/moves.js";
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
      const moved = moves(allocated, declared);
      const merged = new Map([...declared].flatMap(([id, { formerly }]) => formerly.map((old) => [old, id])));
      for (const id of allocated.keys()) {
        if (declared.has(id) || moved.has(id)) continue;
        const place = { file: `allocations/${folder}/${id}.yaml`, path: [] };
        const into = merged.get(id);
        if (into !== undefined)
          yield {
            ...place,
            message: `${id} is to become ${into}, which has numbers and machines of its own already`,
            hint: `a merger: restore ${folder}/${id}.yaml with "lifecycle: retiring", take ${id} out of formerly, apply, then "lifecycle: retired"`,
          };
        else
          yield {
            ...place,
            message: `${folder}/${id}.yaml does not exist, but has numbers`,
            hint: `to remove it, restore the file and set "lifecycle: retiring", apply, then "lifecycle: retired"; to rename it, write "formerly: [${id}]" in the new file`,
          };
      }
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
