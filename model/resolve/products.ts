import type { Catalogue, Product } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import type { Phase, Placement } from "../schema/common.js";
import type { ProductUse } from "../schema/product.js";
import type { School } from "../schema/school.js";
import type { Site, Uplink } from "../schema/site.js";

/** One installation of a product: the Träger's for all schools, or a school's own. */
export interface Installation {
  readonly product: string;
  readonly entry: Product;
  /** School id, or undefined for the Träger's. */
  readonly school?: string;
  readonly placement: Placement;
  /** Why it runs there; shown by --why and in reports. */
  readonly because: string;
  readonly use: ProductUse;
  /** File and key under which the settings stand. */
  readonly file: string;
}

const NO_SETTINGS: ProductUse = { without: [], stays: {}, sizing: {}, existing: {} };

export function phaseOf(declaration: Declaration, school: School): Phase {
  return school.phase ?? declaration.traeger.phase;
}

/** The Träger's own installations, state services included. */
export function traegerInstallations(declaration: Declaration, catalogue: Catalogue): Installation[] {
  const { traeger } = declaration;
  const state = traeger.landesdienste.map((product) => ({ product, use: NO_SETTINGS }));
  const own = Object.entries(traeger.products).map(([product, use]) => ({ product, use }));
  return [...own, ...state].flatMap(({ product, use }) => {
    const entry = catalogue.products[product];
    if (entry?.scope !== "traeger") return [];
    const placement = use.placement ?? entry.placement;
    return [
      {
        product,
        entry,
        use,
        file: "traeger.yaml",
        placement: placement === "auto" ? ("central" as const) : placement,
        because: use.placement ? "declared" : "the catalogue's placement of the product",
      },
    ];
  });
}

/** The products that a school has for itself. */
export function schoolInstallations(declaration: Declaration, catalogue: Catalogue, id: string): Installation[] {
  const school = declaration.schools.get(id);
  if (!school) return [];
  const common = Object.entries(declaration.traeger.products).filter(
    ([product]) => !(product in school.withoutProducts),
  );
  const merged = new Map<string, { use: ProductUse; file: string }>();
  for (const [product, use] of common) merged.set(product, { use: withoutMachineNumbers(use), file: "traeger.yaml" });
  for (const [product, use] of Object.entries(school.products)) {
    const base = merged.get(product)?.use;
    merged.set(product, { use: base ? override(base, use) : use, file: `schools/${id}.yaml` });
  }
  return [...merged].flatMap(([product, { use, file }]) => {
    const entry = catalogue.products[product];
    if (entry?.scope !== "school") return [];
    return [{ product, entry, school: id, use, file, ...place(declaration, school, entry, use) }];
  });
}

/** What a school says wins; what it leaves out stays as its Träger has it. */
function override(base: ProductUse, own: ProductUse): ProductUse {
  const without = own.without.length > 0 ? own.without : base.without;
  return {
    ...base,
    ...own,
    without,
    stays: { ...base.stays, ...own.stays },
    sizing: { ...base.sizing, ...own.sizing },
  };
}

/** A Träger-wide setting serves many schools, so it can't pin the numbers of one machine. */
function withoutMachineNumbers(use: ProductUse): ProductUse {
  return { ...use, existing: {} };
}

export function mainSite(declaration: Declaration, school: School): Site | undefined {
  const id = school.sites[0];
  return id === undefined ? undefined : declaration.sites.get(id);
}

export function primaryUplink(site: Site): Uplink | undefined {
  return site.uplinks.find((uplink) => uplink.role === "primary");
}

/** Local or central (domain.md section 5, Münster): client management needs 10 Gbit/s to a central server. */
function place(
  declaration: Declaration,
  school: School,
  entry: Product,
  use: ProductUse,
): { placement: Placement; because: string } {
  const wanted = use.placement ?? entry.placement;
  if (wanted !== "auto")
    return { placement: wanted, because: use.placement ? "declared" : "the catalogue's placement" };
  const site = mainSite(declaration, school);
  const line = site ? (primaryUplink(site)?.downMbit ?? 0) : 0;
  const can = (placement: Placement) => entry.placements.includes(placement);
  if (school.clientManagement && line < 10_000 && can("local"))
    return {
      placement: "local",
      because: `client management is in use and the line has ${line} < 10000 Mbit/s (domain.md section 5)`,
    };
  const hasCentre = Object.keys(declaration.traeger.dataCentres).length > 0;
  const why = school.clientManagement
    ? `the line has ${line} >= 10000 Mbit/s (domain.md section 5)`
    : "no client management is in use (domain.md section 5)";
  if (hasCentre && can("central")) return { placement: "central", because: why };
  if (can("hosted")) return { placement: "hosted", because: `${why}, and there is no data centre that could run it` };
  return { placement: entry.placements[0] ?? "local", because: "the only placement that the product has" };
}
