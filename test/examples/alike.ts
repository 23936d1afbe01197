import { loadCatalogue } from "../../model/catalogue/load.js";
import { usedBy } from "../../model/resolve/bausteine.js";
import { type Example, tally } from "./example.js";

const catalogue = loadCatalogue();

/**
 * What makes a school more than a name and a size: its type, state, way of working, Bausteine, products with their
 * placements and pinned values, and the lines and neighbours of its main building. Bandwidths are sizes.
 */
function character({ declaration }: Example, id: string): string {
  const school = declaration.schools.get(id);
  const site = declaration.sites.get(school?.sites[0] ?? "");
  if (!school || !site) throw new Error(`no school ${id}`);
  const neighbours = [...declaration.schools.values()].filter(({ sites }) => sites[0] === school.sites[0]).length;
  return JSON.stringify([
    school.kind,
    school.lifecycle,
    school.phase,
    school.clientManagement,
    school.sites.length,
    neighbours,
    [...school.bausteine.insert].sort(),
    Object.keys(school.bausteine.remove).sort(),
    usedBy(declaration, catalogue, id).map(({ product, placement, use }) => [
      product,
      placement,
      use.without,
      Object.keys(use.existing),
    ]),
    site.uplinks.map(({ kind, technology, role, interimUntil }) => [
      kind,
      technology,
      role,
      interimUntil !== undefined,
    ]),
    Object.keys(site.segments).sort(),
    site.wave,
  ]);
}

/** The largest number of schools that differ in nothing but name and size. */
export function mostAlike(example: Example): number {
  const [most = 0] = tally([...example.declaration.schools.keys()].map((id) => character(example, id))).values();
  return most;
}
