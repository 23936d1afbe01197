import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";

const { plans, dataCentres } = loadCatalogue().segments;
const size = (length: number) => 2 ** (32 - length);

describe.each(Object.entries(plans))("the address plan %s of a site", (_, { length, segments }) => {
  const lengths = Object.values(segments);

  it("has room for all its segments", () => {
    expect(lengths.reduce((sum, each) => sum + size(each), 0)).toBeLessThanOrEqual(size(length));
  });

  it("begins each segment on a boundary of its size", () => {
    let offset = 0;
    for (const each of lengths) {
      expect(offset % size(each)).toBe(0);
      offset += size(each);
    }
  });
});

describe.each(Object.entries(dataCentres))(
  "the address plan %s of a data centre",
  (_, { length, segments, schools, schoolLength }) => {
    it("has room for its central segments and as many schools as it says", () => {
      const central = Object.values(segments).reduce((sum, each) => sum + size(each), 0);
      expect(central + schools * size(schoolLength)).toBeLessThanOrEqual(size(length));
    });

    it("has an IPv6 network for each of its schools", () => {
      expect(16 + schools).toBeLessThan(2 ** (64 - 52));
    });
  },
);
