import { stringify } from "yaml";
import type { Allocations } from "../model/schema/allocation.js";

const HEADER =
  "# Written by `npm run allocate`, committed, never edited: numbers that were given once are never given again.\n";

/** Allocations as files: one per data centre, site and school, so that parallel merge requests do not collide, and the layout. */
export function renderAllocations(allocations: Allocations): Map<string, string> {
  const files = new Map<string, string>();
  if (allocations.layout) files.set("address-plan.yaml", HEADER + stringify(allocations.layout, { lineWidth: 0 }));
  for (const [folder, items] of [
    ["data-centres", allocations.dataCentres],
    ["sites", allocations.sites],
    ["schools", allocations.schools],
  ] as const)
    for (const [id, allocation] of items)
      files.set(`${folder}/${id}.yaml`, HEADER + stringify(allocation, { lineWidth: 0 }));
  return files;
}
