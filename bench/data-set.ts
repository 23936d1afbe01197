// The data set of the figures: one site and one IServ per school, three central machines; deterministic.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { Declaration } from "../model/load.js";
import { renderAllocations } from "../render/allocations.js";
import { allocated, generatedDeclaration } from "../test/support/generated.js";

/** A declaration of so many schools, with its numbers. */
export function dataSet(schools: number): Declaration {
  return allocated(generatedDeclaration(schools));
}

/** Writes a declaration as a person would have it: four files per school. */
export function writeDeclaration(folder: string, { traeger, sites, schools, allocations }: Declaration): void {
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put("traeger.yaml", stringify(traeger));
  for (const [id, site] of sites) put(`sites/${id}.yaml`, stringify(site));
  for (const [id, school] of schools) put(`schools/${id}.yaml`, stringify(school));
  for (const [path, text] of renderAllocations(allocations)) put(`allocations/${path}`, text);
}
