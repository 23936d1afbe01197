import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "../../model/allocate/allocate.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Declaration } from "../../model/load.js";
import { overlaps, parsePrefix } from "../../model/net.js";
import { resolvePlatform } from "../../model/resolve/platform.js";
import type { Allocations } from "../../model/schema/allocation.js";
import type { Site } from "../../model/schema/site.js";
import { allocated, generatedDeclaration, generatedSchool, generatedSite, generator } from "../support/generated.js";

const catalogue = loadCatalogue();
const size = fc.integer({ min: 1, max: 30 });
const seed = fc.integer({ min: 1, max: 1_000_000 });

/** One change that an engineer makes to a declaration. */
type Change = "add" | "remove" | "rename" | "reorder";
const changes = fc.array(fc.constantFrom<Change>("add", "remove", "rename", "reorder"), { minLength: 1, maxLength: 8 });

describe("allocation", () => {
  it("gives prefixes that never overlap and VM ids that are never given twice", () => {
    fc.assert(
      fc.property(size, seed, (schools, s) => {
        const { allocations } = allocated(generatedDeclaration(schools, s));
        expectDisjoint(allocations);
      }),
      { numRuns: 100 },
    );
  });

  it("changes no number of a school that stays, whatever is added, removed, renamed or reordered", () => {
    fc.assert(
      fc.property(size, seed, changes, (schools, s, steps) => {
        let declaration = allocated(generatedDeclaration(schools, s));
        for (const [index, change] of steps.entries()) {
          const before = declaration.allocations;
          declaration = allocated(apply(declaration, change, `${index}`, s));
          for (const [id, allocation] of before.schools) {
            const now = declaration.allocations.schools.get(id) ?? declaration.allocations.schools.get(`${id}-neu`);
            expect(now?.number).toBe(allocation.number);
            expect(now?.key).toBe(allocation.key);
            for (const [key, machine] of Object.entries(allocation.machines))
              expect(now?.machines[key] ?? { retired: now?.retired[key]?.vmId }).toEqual(
                now?.machines[key] ? machine : { retired: machine.vmId },
              );
          }
          expectDisjoint(declaration.allocations);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("never gives a retired VM id or number again", () => {
    fc.assert(
      fc.property(size, seed, (schools, s) => {
        const first = allocated(generatedDeclaration(schools, s));
        const retired = allocated(apply(first, "remove", "0", s));
        const later = allocated(apply(apply(retired, "add", "1", s), "add", "2", s));
        const ids = numbers(later.allocations).vmIds;
        expect(new Set(ids).size).toBe(ids.length);
        expect(later.allocations.schools.get("neu-1")?.number).toBeGreaterThan(schools);
      }),
      { numRuns: 50 },
    );
  });

  it("never gives an address, a name or a VM id again, however often a machine goes and comes back", () => {
    const presence = fc.array(fc.boolean(), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), seed, presence, (schools, s, steps) => {
        let declaration = allocated(generatedDeclaration(schools, s));
        const [id, school] = [...declaration.schools][0] ?? [];
        if (id === undefined || !school) return;
        const { "jump-host": jumpHost, ...others } = declaration.traeger.products;
        for (const present of steps) {
          const products = present && jumpHost ? { ...others, "jump-host": jumpHost } : others;
          const lifecycle = present ? "active" : "retired";
          declaration = allocated({
            ...declaration,
            traeger: { ...declaration.traeger, products },
            schools: new Map(declaration.schools).set(id, { ...school, lifecycle }),
          });
          const given = everGiven(declaration.allocations);
          for (const list of [given.vmIds, given.names, given.addresses])
            expect(new Set<unknown>(list).size).toBe(list.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("gives a name again that somebody pins", () => {
    const declaration = allocated(generatedDeclaration(1));
    const [id, school] = [...declaration.schools][0] ?? [];
    if (id === undefined || !school) throw new Error("no school");
    const name = declaration.allocations.schools.get(id)?.machines["iserv-1"]?.name ?? "";
    const gone = allocated({ ...declaration, schools: new Map([[id, { ...school, lifecycle: "retired" }]]) });
    const products = { iserv: { without: [], stays: {}, sizing: {}, existing: { "iserv-1": { hostname: name } } } };
    const back = allocated({ ...gone, schools: new Map([[id, { ...school, products }]]) });
    expect(back.allocations.schools.get(id)?.machines["iserv-1"]).toMatchObject({ name });
  });

  it("takes over values that exist already and gives them to nobody else", () => {
    fc.assert(
      fc.property(size, seed, fc.integer({ min: 1000, max: 1100 }), (schools, s, vmId) => {
        const declaration = generatedDeclaration(schools, s);
        const [id, school] = [...declaration.schools][0] ?? [];
        if (id === undefined || !school) return;
        const pinned = {
          ...school,
          products: {
            iserv: { without: [], stays: {}, sizing: {}, existing: { "iserv-1": { vmId, hostname: "alt-01" } } },
          },
        };
        const { allocations } = allocated({ ...declaration, schools: new Map(declaration.schools).set(id, pinned) });
        expect(allocations.schools.get(id)?.machines["iserv-1"]).toMatchObject({ vmId, name: "alt-01" });
        expect(numbers(allocations).vmIds.filter((other) => other === vmId)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps machines on a site's own node when the site is renamed", () => {
    const { declaration, site, place, id, school } = withLocalSchool();
    const first = allocated(declaration);
    expect(first.allocations.schools.get(id)?.machines["iserv-1"]?.cluster).toBe(`site-${site}`);
    const sites = new Map(first.sites);
    sites.delete(site);
    sites.set("neuer-ort", { ...place, formerly: [site] });
    const { allocations } = allocated({
      ...first,
      sites,
      schools: new Map(first.schools).set(id, { ...school, sites: ["neuer-ort"] }),
    });
    const before = first.allocations.schools.get(id);
    expect(allocations.schools.get(id)).toEqual({
      ...before,
      machines: { "iserv-1": { ...before?.machines["iserv-1"], cluster: "site-neuer-ort" } },
    });
    expect(allocations.sites.get("neuer-ort")).toEqual({ ...first.allocations.sites.get(site), node: site });
  });

  it("moves machines along with a node that is carried to another site", () => {
    const { declaration, site, place, id, school, node } = withLocalSchool();
    const first = allocated(declaration);
    const { node: _, ...empty } = place;
    const sites = new Map(first.sites)
      .set(site, empty)
      .set("neubau", { ...place, node: { ...node, formerly: [site] } });
    const moved = allocated({
      ...first,
      sites,
      schools: new Map(first.schools).set(id, { ...school, sites: ["neubau"] }),
    });
    const before = first.allocations.schools.get(id)?.machines["iserv-1"];
    expect(moved.allocations.schools.get(id)).toMatchObject({
      machines: { "iserv-1": { ...before, cluster: "site-neubau" } },
      retired: {},
    });
    expect(moved.allocations.sites.get("neubau")?.node).toBe(site);
    const platform = resolvePlatform(moved, catalogue);
    expect(Object.keys(platform.stacks).sort()).toEqual(Object.keys(resolvePlatform(first, catalogue).stacks).sort());
    const again = allocated({ ...moved, sites: new Map(moved.sites).set(site, { ...place, node }) });
    expect(again.allocations.sites.get(site)?.node).toBe(`${site}-2`);
    expect(allocated(again).allocations).toEqual(again.allocations);
  });

  it("gives a school's machines on a second cluster a stack of their own, and the first keeps its name", () => {
    const { declaration, site, id, school } = withLocalSchool();
    const first = allocated(declaration);
    const sites = new Map(first.sites).set("neubau", first.sites.get(site) as Site);
    const moved = allocated({
      ...first,
      sites,
      schools: new Map(first.schools).set(id, { ...school, sites: ["neubau"] }),
    });
    const { machines, retired } = moved.allocations.schools.get(id) ?? {};
    expect(machines?.["iserv-1"]).toMatchObject({ cluster: "site-neubau", stack: `${id}-site-neubau` });
    expect(retired?.["iserv-1"]).toMatchObject({ cluster: `site-${site}` });
    const { stacks } = resolvePlatform(moved, catalogue);
    expect(stacks[`gross-${id}-local`]).toMatchObject({ cluster: `site-${site}`, machines: [] });
    expect(stacks[`gross-${id}-site-neubau`]).toMatchObject({ cluster: "site-neubau", machines: [`${id}/iserv-1`] });
  });

  it("gives the same numbers to the same declaration, and nothing new the second time", () => {
    const declaration = generatedDeclaration(40);
    const first = allocate(declaration, catalogue).allocations;
    expect(allocate(declaration, catalogue).allocations).toEqual(first);
    expect(allocate({ ...declaration, allocations: first }, catalogue).allocations).toEqual(first);
  });

  it("fits 1,000 sites and schools", () => {
    const { allocations, exhausted } = allocate(generatedDeclaration(1000), catalogue);
    expect(exhausted).toEqual([]);
    expect(allocations.sites.size).toBe(1000);
    expectDisjoint(allocations);
  });

  it("says which pool is full instead of giving a number twice", () => {
    const declaration = generatedDeclaration(20);
    const addressPlan = { ...declaration.traeger.addressPlan, ipv4: "10.0.0.0/20" };
    const { exhausted } = allocate({ ...declaration, traeger: { ...declaration.traeger, addressPlan } }, catalogue);
    expect(exhausted).toContainEqual({ pool: "ipv4", for: "site ort-schule-0001" });
  });
});

/** Two schools, the first with its server on a node at its site. */
function withLocalSchool() {
  const declaration = generatedDeclaration(2);
  const { cluster: node } = declaration.traeger.dataCentres.rz ?? {};
  const [[site, bare], [id, central]] = [[...declaration.sites][0] ?? [], [...declaration.schools][0] ?? []];
  if (!site || !bare || !id || !central || !node) throw new Error("nothing was generated");
  const [place, school] = [
    { ...bare, node },
    { ...central, clientManagement: true },
  ];
  const sites = new Map(declaration.sites).set(site, place);
  const schools = new Map(declaration.schools).set(id, school);
  return { declaration: { ...declaration, sites, schools }, site, place, id, school, node };
}

function apply(declaration: Declaration, change: Change, suffix: string, s: number): Declaration {
  const random = generator(s + suffix.length);
  const schools = new Map(declaration.schools);
  const sites = new Map(declaration.sites);
  const [id, school] = [...schools].find(([, { lifecycle }]) => lifecycle === "active") ?? [];
  if (change === "add") {
    sites.set(`ort-neu-${suffix}`, generatedSite(random));
    schools.set(`neu-${suffix}`, generatedSchool(`ort-neu-${suffix}`, random));
  } else if (id !== undefined && school && change === "remove") schools.set(id, { ...school, lifecycle: "retired" });
  else if (id !== undefined && school && change === "rename" && !id.endsWith("-neu")) {
    schools.delete(id);
    schools.set(`${id}-neu`, { ...school, formerly: [id] });
  } else if (change === "reorder")
    return { ...declaration, schools: new Map([...schools].reverse()), sites: new Map([...sites].reverse()) };
  return { ...declaration, schools, sites };
}

function numbers(allocations: Allocations) {
  const owners = [...allocations.dataCentres.values(), ...allocations.schools.values()];
  return {
    vmIds: owners.flatMap(({ machines, retired }) =>
      [...Object.values(machines), ...Object.values(retired)].map(({ vmId }) => vmId),
    ),
    prefixes: [...allocations.dataCentres.values(), ...allocations.sites.values()]
      .flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6])
      .map(parsePrefix),
  };
}

/** All that machines have and had; an address by its owner and host part, as each owner has one segment here. */
function everGiven({ dataCentres, schools }: Allocations) {
  const all = [...dataCentres, ...schools].flatMap(([owner, { machines, retired }]) =>
    Object.entries({ ...machines, ...prefixed(retired) }).map(([key, numbers]) => ({ owner, key, ...numbers })),
  );
  const segment = (key: string) => catalogue.machines[key.replace(/^gone-|-\d+(\.\d+)?$/g, "")]?.segment;
  return {
    vmIds: all.map(({ vmId }) => vmId),
    names: all.map(({ name }) => name),
    addresses: all.map(({ owner, key, host }) => `${owner}/${segment(key)}/${host}`),
  };
}

function prefixed<V>(record: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [`gone-${key}`, value]));
}

function expectDisjoint(allocations: Allocations): void {
  const { vmIds, prefixes } = numbers(allocations);
  expect(new Set(vmIds).size).toBe(vmIds.length);
  const sorted = [...prefixes].sort((a, b) => a.bits - b.bits || (a.base < b.base ? -1 : 1));
  for (const [index, prefix] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next) expect(overlaps(prefix, next)).toBe(false);
  }
}
