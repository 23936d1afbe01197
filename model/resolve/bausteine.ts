import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import type { School } from "../schema/school.js";
import type { Traeger } from "../schema/traeger.js";
import { type Installation, phaseOf, schoolInstallations, traegerInstallations } from "./products.js";

/** One Baustein of one school and what covers it. */
export interface Coverage {
  readonly baustein: string;
  /** required by the scenario, usual in it, or inserted by the declaration. */
  readonly from: "required" | "usual" | "inserted";
  /** Product ids, own ones first. More than one is a double service. */
  readonly products: readonly string[];
}

/** The Bausteine of a school: scenario × phase ± declaration, each with the products that cover it. */
export function coverage(declaration: Declaration, catalogue: Catalogue, schoolId: string): Coverage[] {
  const installations = usedBy(declaration, catalogue, schoolId);
  return [...bausteineOf(declaration, catalogue, schoolId)].map(([baustein, origin]) => ({
    baustein,
    from: origin,
    products: covering(installations, baustein),
  }));
}

/** The same without the products: Baustein → where it comes from. */
export function bausteineOf(
  declaration: Declaration,
  catalogue: Pick<Catalogue, "scenarios">,
  schoolId: string,
): Map<string, Coverage["from"]> {
  const school = declaration.schools.get(schoolId);
  if (!school) return new Map();
  const { traeger } = declaration;
  const offer = catalogue.scenarios[traeger.scenario]?.phases[phaseOf(declaration, school)];
  const from = new Map<string, Coverage["from"]>();
  for (const baustein of offer?.usual ?? []) from.set(baustein, "usual");
  for (const baustein of offer?.required ?? []) from.set(baustein, "required");
  for (const baustein of [...traeger.bausteine, ...school.bausteine.insert])
    if (!from.has(baustein)) from.set(baustein, "inserted");
  for (const baustein of [...from.keys()]) if (isRemoved(traeger, school, baustein)) from.delete(baustein);
  return from;
}

/** What the Träger removes for all, a school may insert for itself. */
export function isRemoved(traeger: Traeger, { bausteine }: School, baustein: string): boolean {
  if (Object.hasOwn(bausteine.remove, baustein)) return true;
  return Object.hasOwn(traeger.withoutBausteine, baustein) && !bausteine.insert.includes(baustein);
}

/** All installations that a school uses, its own and the Träger's. */
export function usedBy(declaration: Declaration, catalogue: Catalogue, schoolId: string): Installation[] {
  const school = declaration.schools.get(schoolId);
  if (!school) return [];
  const common = traegerInstallations(declaration, catalogue).filter((i) => !(i.product in school.withoutProducts));
  return [...schoolInstallations(declaration, catalogue, schoolId), ...common];
}

function covering(installations: readonly Installation[], baustein: string): string[] {
  return installations
    .filter(({ entry, use }) => entry.covers.includes(baustein) && !use.without.includes(baustein))
    .sort((a, b) => Number(a.entry.kind === "landesdienst") - Number(b.entry.kind === "landesdienst"))
    .map(({ product }) => product);
}
