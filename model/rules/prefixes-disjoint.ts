import type { Declaration } from "../load.js";
import { formatPrefix, type Prefix, parsePrefix, sizeOf } from "../net.js";
import { siteSegments } from "../resolve/segments.js";
import type { DemandContext, Finding, Rule } from "./rule.js";

interface Held extends Pick<Finding, "file" | "path"> {
  readonly prefix: Prefix;
  readonly owner: string;
}

export const prefixesDisjoint: Rule = {
  id: "prefixes-disjoint",
  on: "model",
  phase: "allocation",
  *check(context) {
    yield* overlapping(allPrefixes(context.declaration), (a, b) => a.owner !== b.owner);
    for (const prefixes of segmentsOfPinnedSites(context)) yield* overlapping(prefixes, () => true);
  },
};

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
  const add = (file: string, path: string[], owner: string, text: string | undefined) => {
    if (text) held.push({ file, path, owner, prefix: parsePrefix(text) });
  };
  for (const family of ["ipv4", "ipv6"] as const) {
    for (const [id, prefixes] of allocations.dataCentres)
      add(`allocations/data-centres/${id}.yaml`, [family], `data centre ${id}`, prefixes[family]);
    for (const [id, prefixes] of allocations.sites)
      add(`allocations/sites/${id}.yaml`, [family], `site ${id}`, prefixes[family]);
    for (const [id, { segments }] of sites)
      for (const [role, pinned] of Object.entries(segments))
        add(`sites/${id}.yaml`, ["segments", role, family], `site ${id}`, pinned[family]);
  }
  return held;
}

/** Within a site: what was pinned against its other segments. */
function segmentsOfPinnedSites({ declaration, catalogue }: DemandContext): Held[][] {
  return [...declaration.sites].flatMap(([id, site]) => {
    const allocation = declaration.allocations.sites.get(id);
    if (!allocation || Object.keys(site.segments).length === 0) return [];
    const held = siteSegments(catalogue, site, allocation).flatMap((segment) =>
      (["ipv4", "ipv6"] as const).map((family): Held => {
        const pinned = site.segments[segment.role]?.[family] !== undefined;
        const place = pinned
          ? { file: `sites/${id}.yaml`, path: ["segments", segment.role, family] }
          : { file: `allocations/sites/${id}.yaml`, path: [family] };
        return { ...place, owner: `segment ${segment.role}`, prefix: parsePrefix(segment[family]) };
      }),
    );
    return [held];
  });
}
