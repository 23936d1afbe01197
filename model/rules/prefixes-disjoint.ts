import type { Declaration } from "../load.js";
import { contains, formatPrefix, type Prefix, parsePrefix, sizeOf } from "../net.js";
import { siteSegments } from "../resolve/segments.js";
import type { DemandContext, Finding, Rule } from "./rule.js";

interface Held extends Pick<Finding, "file" | "path"> {
  readonly prefix: Prefix;
  readonly owner: string;
  /** Only its own site and the data centres know it: others may have the same one. */
  readonly translated?: boolean;
}

export const prefixesDisjoint: Rule = {
  id: "prefixes-disjoint",
  on: "model",
  phase: "allocation",
  *check(context) {
    yield* overlapping(allPrefixes(context.declaration), meet);
    for (const { held, within } of segmentsOfSites(context)) {
      yield* overlapping(held, () => true);
      yield* held.flatMap((segment) => misplaced(segment, within));
    }
  },
};

/** A translated prefix meets what its site speaks to: the data centres. */
function meet(a: Held, b: Held): boolean {
  if (a.owner === b.owner) return false;
  return !(a.translated || b.translated) || [a, b].some(({ file }) => file.startsWith("allocations/data-centres/"));
}

/** What a plan of the catalogue gives must lie in the site's own prefix; a prefix that is pinned lies where it was given. */
function misplaced({ file, path, owner, prefix }: Held, within: readonly Prefix[]): Finding[] {
  const aligned = prefix.base % sizeOf(prefix) === 0n;
  if (aligned && (file.startsWith("sites/") || within.some((outer) => contains(outer, prefix)))) return [];
  const wrong = aligned ? "lies outside the prefix of its site" : "does not begin where a prefix of its length can";
  return [
    {
      file,
      path,
      message: `${formatPrefix(prefix)} of ${owner} ${wrong}`,
      hint: "the plan of model/catalogue/segments.yaml is full or in the wrong order: a new segment goes to the end of each plan that has room, or gets a prefix in the sites' files",
    },
  ];
}

/** Two prefixes are disjoint or one holds the other, so a stack of those that are open finds every overlap. */
function* overlapping(held: Held[], counts: (a: Held, b: Held) => boolean): Iterable<Finding> {
  const end = ({ prefix }: Held) => prefix.base + sizeOf(prefix);
  const open: Held[] = [];
  for (const next of held.sort((a, b) => compare(a.prefix, b.prefix))) {
    while (open.length > 0 && end(open.at(-1) as Held) <= next.prefix.base) open.pop();
    const outer = open.findLast((candidate) => candidate.prefix.bits === next.prefix.bits && counts(candidate, next));
    open.push(next);
    if (!outer) continue;
    // People can change what they pinned; what was allocated stays.
    const [{ file, path, prefix }, other] = outer.file.startsWith("sites/") ? [outer, next] : [next, outer];
    yield {
      file,
      path,
      message: `${formatPrefix(prefix)} overlaps ${formatPrefix(other.prefix)} of ${other.owner}`,
      hint: file.startsWith("sites/")
        ? `another prefix; the other one stands in ${other.file}`
        : `delete the newer of ${file} and ${other.file}, if it was never applied, and run: npm run allocate`,
    };
  }
}

function compare(a: Prefix, b: Prefix): number {
  return a.bits - b.bits || (a.base < b.base ? -1 : a.base > b.base ? 1 : a.length - b.length);
}

function allPrefixes({ allocations, sites }: Declaration): Held[] {
  const held: Held[] = [];
  const add = (file: string, path: string[], owner: string, text: string | undefined, translated = false) => {
    if (text) held.push({ file, path, owner, prefix: parsePrefix(text), translated });
  };
  for (const family of ["ipv4", "ipv6"] as const) {
    for (const [id, prefixes] of allocations.dataCentres)
      add(`allocations/data-centres/${id}.yaml`, [family], `data centre ${id}`, prefixes[family]);
    for (const [id, prefixes] of allocations.sites)
      add(`allocations/sites/${id}.yaml`, [family], `site ${id}`, prefixes[family]);
    for (const [id, { segments }] of sites)
      for (const [role, pinned] of Object.entries(segments))
        add(
          `sites/${id}.yaml`,
          ["segments", role, family],
          `site ${id}`,
          pinned[family],
          family === "ipv4" && pinned.translated !== undefined,
        );
  }
  return held;
}

/** The segments of each site, and the prefixes that it was given. */
function segmentsOfSites({ declaration, catalogue }: DemandContext) {
  return [...declaration.sites].flatMap(([id, site]) => {
    const allocation = declaration.allocations.sites.get(id);
    // A prefix of another size than the plan's is the affair of the rule prefixes-in-pool.
    if (!allocation || parsePrefix(allocation.ipv4).length !== catalogue.segments.plans[allocation.plan].length)
      return [];
    const given = (family: "ipv4" | "ipv6") => ({ file: `allocations/sites/${id}.yaml`, path: [family] });
    const held = siteSegments(catalogue, site, allocation).flatMap((segment) => {
      const { role, translated } = segment;
      const own = (["ipv4", "ipv6"] as const).map((family): Held => {
        const pinned = site.segments[role]?.[family] !== undefined;
        const place = pinned ? { file: `sites/${id}.yaml`, path: ["segments", role, family] } : given(family);
        return { ...place, owner: `segment ${role}`, prefix: parsePrefix(segment[family]) };
      });
      // One that is too large for its place is the affair of the rule translation-size.
      const outside = translated && parsePrefix(translated.ipv4);
      const fits = outside && outside.length >= (catalogue.segments.plans[allocation.plan].segments[role] ?? 0);
      return fits ? [...own, { ...given("ipv4"), owner: `segment ${role}, as others see it`, prefix: outside }] : own;
    });
    return [{ held, within: [allocation.ipv4, allocation.ipv6].map((text) => parsePrefix(text)) }];
  });
}
