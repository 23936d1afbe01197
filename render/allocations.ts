import { stringify } from "yaml";
import type { Allocations } from "../model/schema/allocation.js";

const HEADER =
  "# Written by `npm run allocate`, committed, never edited: numbers that were given once are never given again.\n";

/** Allocations as files: one per data centre, site and school, so that parallel merge requests do not collide. */
export function renderAllocations(allocations: Allocations): Map<string, string> {
  const files = new Map<string, string>();
  for (const [folder, items] of [
    ["data-centres", allocations.dataCentres],
    ["sites", allocations.sites],
    ["schools", allocations.schools],
  ] as const)
    for (const [id, allocation] of items)
      files.set(`${folder}/${id}.yaml`, HEADER + stringify(allocation, { lineWidth: 0 }));
  return files;
}
