import { numberOwners, repeated } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

type Numbered = Pick<Finding, "file" | "path"> & { readonly what: string; readonly value: string | number };

/** MAC addresses follow from VM ids, so VM ids are unique over all clusters. */
export const uniqueNumbers: Rule = {
  id: "unique-numbers",
  on: "model",
  phase: "allocation",
  *check({ declaration }) {
    const { sites, schools } = declaration.allocations;
    const all: Numbered[] = [];
    for (const [id, { number }] of sites)
      all.push({
        file: `allocations/sites/${id}.yaml`,
        path: ["number"],
        what: "site number",
        value: number,
      });
    for (const [id, { number, key }] of schools) {
      const file = `allocations/schools/${id}.yaml`;
      all.push({ file, path: ["number"], what: "school number", value: number });
      all.push({ file, path: ["key"], what: "school key", value: key });
    }
    for (const { file, ...owner } of numberOwners(declaration))
      for (const list of ["machines", "retired"] as const)
        for (const [key, { vmId }] of Object.entries(owner[list]))
          all.push({ file, path: [list, key, "vmId"], what: "VM id", value: vmId });
    for (const [{ file, path, what, value }, first] of repeated(all, ({ what, value }) => `${what} ${value}`))
      yield {
        file,
        path,
        message: `${what} ${value} is given already in ${first.file}`,
        hint: "delete the newer of the two files, if it was never applied, and run: npm run allocate",
      };
  },
};
