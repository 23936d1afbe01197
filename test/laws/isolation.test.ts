import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Declaration } from "../../model/load.js";
import { resolvePlatform } from "../../model/resolve/platform.js";
import { renderAllocations } from "../../render/allocations.js";
import { renderInventory } from "../../render/inventory.js";
import { allocated, generatedDeclaration, generatedSchool, generatedSite, generator } from "../support/generated.js";
import { synthesised } from "../support/synthesis.js";

const catalogue = loadCatalogue();

/** Everything that follows from a declaration: stacks, inventories and allocations, by path. */
function outputs(declaration: Declaration): Map<string, string> {
  const platform = resolvePlatform(declaration, catalogue);
  return new Map([
    ...synthesised(platform),
    ...[...renderInventory(platform)].map(([path, text]) => [`inventory/${path}`, text] as const),
    ...[...renderAllocations(declaration.allocations)].map(([path, text]) => [`allocations/${path}`, text] as const),
  ]);
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}

/** What may change with a school besides its own files: the cluster's stack and the aggregates over all. */
const SHARED = ["inventory/all.yaml", "manifest.json", "stacks/gross-rz/cdk.tf.json"];

describe("a school's neighbours", () => {
  const base = allocated(generatedDeclaration(8));
  const before = outputs(base);

  it("keep every byte when a school is added", () => {
    const random = generator(7);
    const sites = new Map(base.sites).set("ort-aaa", generatedSite(random));
    const schools = new Map([["aaa-schule", generatedSchool("ort-aaa", random)], ...base.schools]);
    const after = outputs(allocated({ ...base, sites, schools }));
    expect(changed(before, after)).toEqual([
      "allocations/schools/aaa-schule.yaml",
      "allocations/sites/ort-aaa.yaml",
      "inventory/all.yaml",
      "inventory/sites/ort-aaa.yaml",
      "manifest.json",
      "stacks/gross-aaa-schule/cdk.tf.json",
      "stacks/gross-rz/cdk.tf.json",
    ]);
  });

  it("keep every byte when a school is retired", () => {
    const [id, school] = [...base.schools][3] ?? [];
    if (id === undefined || !school) throw new Error("no school");
    const after = outputs(
      allocated({ ...base, schools: new Map(base.schools).set(id, { ...school, lifecycle: "retired" }) }),
    );
    const foreign = changed(before, after).filter((path) => !path.includes(id) && !SHARED.includes(path));
    expect(foreign).toEqual([]);
  });

  it("keep every byte when a school doubles its pupils", () => {
    const [id, school] = [...base.schools][5] ?? [];
    if (id === undefined || !school) throw new Error("no school");
    const after = outputs(
      allocated({ ...base, schools: new Map(base.schools).set(id, { ...school, pupils: school.pupils * 2 }) }),
    );
    expect(changed(before, after).filter((path) => !path.includes(id) && !SHARED.includes(path))).toEqual([]);
  });
});

describe("synthesis", () => {
  it("gives the same bytes in another folder, time zone and language", () => {
    const declaration = allocated(generatedDeclaration(5));
    const first = outputs(declaration);
    const { TZ, LANG } = process.env;
    try {
      Object.assign(process.env, { TZ: "Pacific/Auckland", LANG: "tr_TR.UTF-8" });
      expect(changed(first, outputs(declaration))).toEqual([]);
    } finally {
      Object.assign(process.env, { TZ: TZ ?? "", LANG: LANG ?? "" });
    }
  });

  it("keeps stack, state and machines of a school that is renamed", () => {
    const declaration = allocated(generatedDeclaration(3));
    const [id, school] = [...declaration.schools][1] ?? [];
    if (id === undefined || !school) throw new Error("no school");
    const schools = new Map(declaration.schools);
    schools.delete(id);
    schools.set("neuer-name", { ...school, formerly: [id] });
    const stack = `stacks/gross-${id}/cdk.tf.json`;
    const machine = (files: ReadonlyMap<string, string>) =>
      JSON.parse(files.get(stack) ?? "{}").resource.proxmox_virtual_environment_vm["iserv-1"];
    const [was, is] = [machine(outputs(declaration)), machine(outputs(allocated({ ...declaration, schools })))];
    expect({ ...is, description: "" }).toEqual({ ...was, description: "" });
  });
});
