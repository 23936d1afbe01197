import { suggestion } from "../candidates.js";
import { type Catalogue, tableFile } from "../catalogue/schema.js";
import type { KeyPath } from "../diagnostics.js";
import type { Finding, Rule } from "./rule.js";

/** The project's own tables are held to this by its tests. */
export const catalogueReference: Rule = {
  id: "catalogue-reference",
  on: "model",
  phase: "references",
  *check({ declaration: { extensions }, catalogue }) {
    for (const [id, { covers, machines, forms = {} }] of Object.entries(extensions.products ?? {})) {
      yield* named("products", [id, "covers"], covers, "Baustein", Object.keys(catalogue.bausteine));
      yield* named("products", [id, "machines"], Object.keys(machines), "machine", Object.keys(catalogue.machines));
      for (const [form, kinds] of Object.entries(forms))
        yield* named("products", [id, "forms", form], kinds, "machine of the product", Object.keys(machines));
    }
    const roles = Object.keys(catalogue.segments.roles);
    for (const [id, { segment, vlans, voice, authentication }] of Object.entries(extensions.ports ?? {})) {
      if (segment !== undefined) yield* one("ports", [id, "segment"], segment, "segment", roles);
      if (voice !== undefined) yield* one("ports", [id, "voice"], voice, "segment", roles);
      for (const key of ["unauthenticated", "critical"] as const) {
        const role = authentication?.[key];
        if (role !== undefined) yield* one("ports", [id, "authentication", key], role, "segment", roles);
      }
      if (Array.isArray(vlans)) yield* named("ports", [id, "vlans"], vlans, "segment", roles);
    }
    for (const [id, { segment }] of Object.entries(extensions.ssids ?? {}))
      yield* one("ssids", [id, "segment"], segment, "segment", roles);
    for (const [id, { from, to }] of Object.entries(extensions.discovery ?? {})) {
      yield* named("discovery", [id, "from"], from, "segment", roles);
      yield* named("discovery", [id, "to"], to, "segment", roles);
    }
    const classes = Object.keys(catalogue.trafficClasses);
    for (const table of ["flows", "zoneFlows"] as const)
      for (const [id, row] of Object.entries(extensions[table] ?? {}))
        yield* one(table, [id, "class"], row.class, "traffic class", classes);
    for (const [id, { from, to }] of Object.entries(extensions.flows ?? {})) {
      yield* named("flows", [id, "from"], from, "zone", sources(catalogue));
      yield* named("flows", [id, "to"], to, "machine", ["all", ...Object.keys(catalogue.machines)]);
    }
  },
};

function* named(
  table: string,
  path: KeyPath,
  ids: readonly string[],
  what: string,
  known: readonly string[],
): Iterable<Finding> {
  const keyed = path[1] === "machines";
  for (const [index, id] of ids.entries())
    for (const finding of one(table, [...path, keyed ? id : index], id, what, known))
      yield { ...finding, ...(keyed ? { of: "key" as const } : {}) };
}

function* one(table: string, path: KeyPath, id: string, what: string, known: readonly string[]): Iterable<Finding> {
  if (!known.includes(id))
    yield {
      file: `catalogue/${tableFile(table)}`,
      path,
      message: `${what} ${JSON.stringify(id)} is not in the catalogue`,
      hint: suggestion(id, known),
    };
}

/** Whatever a flow can come from. */
function sources({ segments, machines }: Catalogue): string[] {
  const zones = Object.values(segments.roles).map(({ zone }) => zone);
  return [...zones, "internet", "landesnetz", "data-centre", ...Object.keys(machines).map((kind) => `machine:${kind}`)];
}
