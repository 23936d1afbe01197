import { entryOf, grouped, productSettings, setting } from "./lookups.js";
import type { DemandContext, Finding, Rule } from "./rule.js";

export const productPlacement: Rule = {
  id: "product-placement",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue, demands } = context;
    for (const { use, ...where } of productSettings(declaration)) {
      const entry = entryOf(catalogue.products, where.product);
      const wanted = use.placement === "auto" && entry?.scope === "traeger" ? "central" : use.placement;
      if (entry && wanted && wanted !== "auto" && !entry.placements.includes(wanted))
        yield {
          ...setting(where, "placement"),
          message: `${where.product} cannot run ${wanted}`,
          hint: `possible: ${entry.placements.join(", ")}`,
        };
    }
    const homeless = demands.filter(
      ({ cluster, installation: { entry, placement } }) => !cluster && entry.placements.includes(placement),
    );
    for (const [demand] of grouped(homeless, ({ installation: i }) => `${i.product} ${i.school}`).values())
      if (demand) yield noCluster(context, demand);
  },
};

function noCluster({ declaration }: DemandContext, { installation }: DemandContext["demands"][number]): Finding {
  const { product, school = "", file, placement, because } = installation;
  const why = `why ${placement}: ${because}`;
  const inherited = file === "traeger.yaml" && school !== "";
  const place = inherited ? { file: `schools/${school}.yaml`, path: ["sites", 0] } : setting(installation, "placement");
  if (placement === "central")
    return {
      ...place,
      message: `${product} is to run central, but there is no data centre; ${why}`,
      hint: "declare one under dataCentres in traeger.yaml",
    };
  const site = declaration.schools.get(school)?.sites[0] ?? "";
  const hint = `declare "node:" in sites/${site}.yaml, or another placement: "products: { ${product}: { placement: … } }"`;
  return {
    ...place,
    message: `${product} is to run ${placement}, but site ${site} has no node; ${why}`,
    hint,
  };
}
