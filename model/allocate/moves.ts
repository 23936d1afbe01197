import type { Declaration } from "../load.js";

type Formerly = ReadonlyMap<string, { readonly formerly: readonly string[] }>;

/**
 * Which allocation moves to which new id: the first former id that has numbers and no file of its own, to an id
 * that has none yet. Two ids can't become one: each has stacks and machines of its own (rule missing-file).
 */
export function moves(allocated: ReadonlyMap<string, unknown>, declared: Formerly): Map<string, string> {
  const moved = new Map<string, string>();
  for (const [id, { formerly }] of declared) {
    const old = formerly.find((candidate) => allocated.has(candidate) && !declared.has(candidate));
    if (!allocated.has(id) && old !== undefined) moved.set(old, id);
  }
  return moved;
}

/** Which site's node is now that of which other site: the site was renamed, or the hardware moved. */
export function movedNodes({ allocations, sites }: Pick<Declaration, "allocations" | "sites">): Map<string, string> {
  const moved = moves(allocations.sites, sites);
  for (const [id, { node }] of sites)
    for (const old of node?.formerly ?? []) if (!sites.get(old)?.node) moved.set(old, id);
  return moved;
}
