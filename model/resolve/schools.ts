import type { Catalogue } from "../catalogue/schema.js";
import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import type { PlatformSchool, Service, VirtualMachine } from "../platform.js";
import type { Trace } from "../trace.js";
import { coverage } from "./bausteine.js";
import { phaseOf, schoolInstallations, traegerInstallations } from "./products.js";

/** Schools with their Bausteine and where their products run. */
export function resolveSchools(declaration: Declaration, catalogue: Catalogue, trace?: Trace): PlatformSchool[] {
  return [...declaration.schools].map(([id, school]) => {
    const allocation = declaration.allocations.schools.get(id);
    const installations = schoolInstallations(declaration, catalogue, id);
    for (const { product, because, file } of installations)
      trace?.note(["schools", id, "products", product], {
        file,
        path: ["products", product],
        rule: `placement: ${because}`,
      });
    trace?.note(["schools", id], { file: `schools/${id}.yaml`, path: [], rule: "declared" });
    trace?.note(["schools", id, "number"], {
      file: `allocations/schools/${id}.yaml`,
      path: ["number"],
      rule: "allocated once by `npm run allocate`",
    });
    trace?.note(["schools", id, "bausteine"], {
      file: `schools/${id}.yaml`,
      path: ["bausteine"],
      rule: "scenario × phase (model/catalogue/scenarios.yaml) ± declaration",
    });
    return {
      id,
      key: allocation?.key ?? id,
      number: allocation?.number ?? 0,
      name: school.name,
      kind: school.kind,
      phase: phaseOf(declaration, school),
      lifecycle: school.lifecycle,
      sites: school.sites,
      pupils: school.pupils,
      teachers: school.teachers,
      bausteine: coverage(declaration, catalogue, id),
      products: Object.fromEntries(
        installations.map(({ product, placement, because }) => [product, { placement, because }]),
      ),
    };
  });
}

/** Every service with its names: hosted ones have no machines, but flows, monitoring and an inventory entry. */
export function resolveServices(
  declaration: Declaration,
  catalogue: Catalogue,
  machines: readonly VirtualMachine[],
): Service[] {
  const { domain } = declaration.traeger;
  const active = [...declaration.schools].filter(([, { lifecycle }]) => lifecycle !== "retired").map(([id]) => id);
  const installations = [
    ...traegerInstallations(declaration, catalogue),
    ...active.flatMap((id) => schoolInstallations(declaration, catalogue, id)),
  ];
  const byOwner = groupBy(machines, (vm) => `${vm.school ?? ""}/${vm.product}`);
  return installations.map(({ product, entry, school, placement }): Service => {
    const key = school === undefined ? undefined : (declaration.allocations.schools.get(school)?.key ?? school);
    const names = key === undefined ? entry.dnsNames : (entry.schools?.dnsNames ?? []).map((name) => `${name}.${key}`);
    return {
      id: school === undefined ? product : `${school}/${product}`,
      product,
      productName: entry.name,
      ...(school === undefined ? {} : { school }),
      placement,
      dnsNames: names.map((name) => `${name}.${domain}`),
      machines: (byOwner.get(`${school ?? ""}/${product}`) ?? []).map((vm) => vm.key),
    };
  });
}
