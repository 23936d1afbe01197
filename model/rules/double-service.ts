import { usedBy } from "../resolve/bausteine.js";
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
        hint: `switch it off in one of them: "without: [${bausteine.join(", ")}]", or give up one of them`,
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
      if (Object.hasOwn(declared.bausteine.remove, baustein)) continue;
      const covering = used.filter(
        ({ entry, use }) => entry.covers.includes(baustein) && !use.without.includes(baustein),
      );
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
