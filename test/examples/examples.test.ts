import { describe, expect, it } from "vitest";
import { counted } from "../../model/counted.js";
import { mostAlike } from "./alike.js";
import { EXAMPLES, type Example, listed, load, tally } from "./example.js";
import { FIGURES } from "./sources.js";

/** What an example consists of, for people who read the test's output. */
function contents({ platform, declaration, diagnostics }: Example): string[] {
  const vms = Object.values(platform.machines);
  const hosted = Object.values(platform.services).filter(({ placement }) => placement === "hosted");
  const schools = Object.values(platform.schools).filter(({ lifecycle }) => lifecycle !== "retired");
  const placements = schools.flatMap(({ products: { schulnetz: _, ...products } }) =>
    Object.entries(products).map(([product, { placement }]) => `${product} ${placement}`),
  );
  const lines = [...declaration.sites.values()].flatMap(({ uplinks }) => uplinks);
  return [
    `schools         ${schools.length} at ${counted(declaration.sites.size, "site")}: ${listed(tally(schools.map(({ kind }) => kind)))}`,
    `clusters        ${Object.keys(platform.clusters).length}, stacks ${Object.keys(platform.stacks).length}`,
    `machines        ${vms.length}: ${listed(tally(vms.map(({ kind }) => kind)))}`,
    `products hosted ${listed(tally(hosted.map(({ product }) => product)))}`,
    `placements      ${listed(tally(placements))}`,
    `uplinks         ${listed(tally(lines.map(({ kind, technology, interimUntil }) => `${kind} ${technology}${interimUntil ? " for the time being" : ""}`)))}`,
    `warnings        ${listed(tally(diagnostics.map(({ code }) => code))) || "none"}`,
  ];
}

describe.each(EXAMPLES)("the example %s", (id) => {
  const example = load(id);
  const count = example.declaration.schools.size;

  it("passes check and shows what it consists of beside its source", () => {
    const rows = FIGURES[id].map(
      ({ what, source, expected, actual }) =>
        `  ${what.padEnd(50)} source ${String(expected).padStart(6)}  here ${String(actual(example)).padStart(6)}  (${source})`,
    );
    console.log(
      [
        `${id}: ${example.platform.name}`,
        ...contents(example).map((line) => `  ${line}`),
        ...rows,
        `  alike but for name and size: ${mostAlike(example)} of ${count}`,
      ].join("\n"),
    );
    expect(example.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it.each(FIGURES[id].map((figure) => [figure.what, figure] as const))("has the source's figure: %s", (_, figure) => {
    const { expected, tolerance = 0, actual } = figure;
    const found = actual(example);
    expect(Math.abs(found - expected), `found ${found}, the source has ${expected}`).toBeLessThanOrEqual(
      expected * tolerance,
    );
  });

  it("is no loop over one school: fewer than two thirds are alike but for name and size", () => {
    // Of a single school nothing can be said.
    expect(mostAlike(example)).toBeLessThan(Math.max(2, (count * 2) / 3));
  });

  it("leaves few warnings, so that people go on reading them", () => {
    expect(example.diagnostics.length).toBeLessThanOrEqual(3);
  });
});

it("notices a loop over one school, whatever its names and sizes", () => {
  const example = load("kleinstadt");
  const [one] = example.declaration.schools.values();
  if (!one) throw new Error("kleinstadt has no school");
  const copies = Array.from(
    { length: 9 },
    (_, n) => [`school-${n}`, { ...one, name: `School ${n}`, pupils: 100 + n }] as const,
  );
  expect(mostAlike({ ...example, declaration: { ...example.declaration, schools: new Map(copies) } })).toBe(9);
});

describe("the examples together", () => {
  const examples = EXAMPLES.map(load);

  it("use all four scenarios, both phases and both ways to reach a segment", () => {
    const traeger = examples.map(({ declaration }) => declaration.traeger);
    expect(new Set(traeger.map(({ scenario }) => scenario)).size).toBe(4);
    expect(
      new Set(examples.flatMap(({ platform }) => Object.values(platform.schools).map(({ phase }) => phase))).size,
    ).toBe(2);
    const networks = traeger.flatMap(({ dataCentres }) =>
      Object.values(dataCentres).map(({ cluster }) => cluster.network.kind),
    );
    expect(new Set(networks)).toEqual(new Set(["bridge", "sdn"]));
  });

  it("use every state of a school's life", () => {
    const states = examples.flatMap(({ declaration }) =>
      [...declaration.schools.values()].map(({ lifecycle }) => lifecycle),
    );
    expect(new Set(states)).toEqual(new Set(["planned", "active", "retiring", "retired"]));
  });

  it("take VM ids from ranges that do not overlap", () => {
    const ranges = examples
      .map(({ declaration }) => declaration.traeger.addressPlan.vmIds)
      .sort((a, b) => a.from - b.from);
    for (const [index, { from }] of ranges.entries()) expect(from).toBeGreaterThan(ranges[index - 1]?.to ?? 0);
  });
});
