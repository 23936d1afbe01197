import { isRemoved, usedBy } from "../resolve/bausteine.js";
import { phaseOf } from "../resolve/products.js";
import { grouped, listing, livingSchools, setting } from "./lookups.js";
import type { DemandContext, Finding, Rule } from "./rule.js";

type Double = Pick<Finding, "file" | "path"> & {
  readonly products: string;
  readonly baustein: string;
  readonly school: string;
};

export const doubleService: Rule = {
  id: "double-service",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue } = context;
    const stays = catalogue.scenarios[declaration.traeger.scenario]?.stays;
    const doubles = [...doubleServices(context)];
    for (const group of grouped(doubles, ({ file, products }) => `${file} ${products}`).values()) {
      const [first] = group;
      if (!first) continue;
      const bausteine = [...new Set(group.map(({ baustein }) => baustein))];
      const schools = [...new Set(group.map(({ school }) => school))];
      const { file, path, products } = first;
      yield {
        file,
        path,
        of: "key",
        message: `${products} both cover ${listing(bausteine, 4)} in landesloesung-aktiv (${listing(schools)})`,
        hint: `switch it off in one of them: "without: [${bausteine.join(", ")}]", or give up one of them${stays ? `; what is to stay beside the state's, with its reason: "stays: { ${bausteine[0]}: … }"` : ""}`,
      };
    }
  },
};

function* doubleServices({ declaration, catalogue }: DemandContext): Iterable<Double> {
  if (catalogue.scenarios[declaration.traeger.scenario]?.doubleServices) return;
  for (const [school, declared] of livingSchools(declaration)) {
    if (phaseOf(declaration, declared) !== "landesloesung-aktiv") continue;
    const used = usedBy(declaration, catalogue, school);
    for (const baustein of Object.keys(catalogue.bausteine)) {
      if (isRemoved(declaration.traeger, declared, baustein)) continue;
      const all = used.filter(({ entry, use }) => entry.covers.includes(baustein) && !use.without.includes(baustein));
      // What stays, stays beside the state's service, never beside another own one.
      const ofState = all.some(({ entry }) => entry.kind === "landesdienst");
      const covering = all.filter(({ use }) => !(ofState && Object.hasOwn(use.stays, baustein)));
      const own = covering.find(({ entry }) => entry.kind === "product");
      if (covering.length < 2 || !own) continue;
      yield {
        ...setting(own),
        products: covering.map(({ product }) => product).join(" and "),
        baustein,
        school,
      };
    }
  }
}
