import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import { layoutMoved } from "../../model/rules/layout-moved.js";
import { prefixesDisjoint } from "../../model/rules/prefixes-disjoint.js";
import type { Rule } from "../../model/rules/rule.js";
import { unallocated } from "../../model/rules/unallocated.js";

const catalogue = loadCatalogue();
const { declaration, platform } = checkFolder("traeger/kleinstadt", catalogue);

type DemandRule = Extract<Rule, { phase: "declaration" | "allocation" }>;

/** What the rule says of the example when its plans hold these lengths. */
function found(
  change: (lengths: Record<string, number>) => Record<string, number>,
  rule = prefixesDisjoint as DemandRule,
): string[] {
  if (!declaration || !platform) throw new Error("the example has errors");
  const changed = structuredClone(catalogue);
  for (const plan of Object.values(changed.segments.plans)) Object.assign(plan, { segments: change(plan.segments) });
  const context = { declaration, catalogue: changed, demands: [], platform };
  return [...rule.check(context)].map(({ message }) => message);
}

describe("segments of a plan", () => {
  it("lie in their site's prefix", () => {
    expect(found((lengths) => lengths)).toEqual([]);
  });

  it("are refused where the plan has no room left", () => {
    const messages = found((lengths) => ({ ...lengths, voice: 22 }));
    expect(messages).toContainEqual(expect.stringMatching(/segment transit lies outside the prefix of its site/));
  });

  it("are refused where their order gives prefixes that there cannot be", () => {
    const messages = found(({ voice = 28, ...others }) => ({ voice, ...others }));
    expect(messages).toContainEqual(expect.stringMatching(/does not begin where a prefix of its length can/));
  });

  it("are refused where others would renumber what exists, however well these fit", () => {
    const moved = (change: Parameters<typeof found>[0]) => found(change, layoutMoved as DemandRule);
    const swapped = ({ byod = 0, "managed-devices": managed = 0, ...others }: Record<string, number>) => ({
      "managed-devices": managed,
      byod,
      ...others,
    });
    expect(found(swapped)).toEqual([]);
    expect(moved((lengths) => lengths)).toEqual([]);
    expect(moved(swapped)).toContainEqual(
      "0.0.0.0/24 was given; by the tables of today it is 0.0.1.0/24, and what exists would be renumbered",
    );
    expect(moved(({ transit: _, ...others }) => others)).toContainEqual(
      expect.stringMatching(/^0\.0\.3\.240\/28 was given; the tables have it no longer/),
    );
  });

  it("may come at the end, and are recorded then", () => {
    const added = (lengths: Record<string, number>) => ({ ...lengths, gaming: 32 });
    expect(found(added, layoutMoved as DemandRule)).toEqual([]);
    expect(found(added, unallocated as DemandRule)).toEqual([
      "where the segments lie in the prefixes that were given is not recorded yet",
    ]);
    expect(found((lengths) => lengths, unallocated as DemandRule)).toEqual([]);
  });
});
