import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { host, parsePrefix } from "../net.js";
import type { AccessPoint, Device, PlatformSite } from "../platform.js";
import type { SiteAllocation } from "../schema/allocation.js";
import type { Site } from "../schema/site.js";
import type { Trace } from "../trace.js";
import { siteCluster } from "./clusters.js";
import { type Segment, siteSegments } from "./segments.js";

/** Host parts of the management segment: gateway and router, then switches (2–15), then access points. */
const FIRST_ACCESS_POINT = 16;

/** A site with its segments, its router, switches and access points. */
export function resolveSite(
  declaration: Declaration,
  catalogue: Catalogue,
  id: string,
  site: Site,
  allocation: SiteAllocation,
  schools: readonly string[],
  trace?: Trace,
): PlatformSite {
  const segments = siteSegments(catalogue, site, allocation);
  const management = segments.find((segment) => segment.role === "management") as Segment;
  const number = String(allocation.number).padStart(3, "0");
  const device = (name: string, part: number): Device => ({
    name,
    fqdn: `${name}.${declaration.traeger.domain}`,
    ipv4: host(parsePrefix(management.ipv4), part),
    ipv6: host(parsePrefix(management.ipv6), part),
  });
  if (trace) explain(trace, id, site, segments);
  const model = (value: string | undefined) => (value === undefined ? {} : { model: value });
  const stage = site.cutover.at(-1)?.stage;
  return {
    id,
    number: allocation.number,
    name: site.name,
    lifecycle: site.lifecycle,
    wave: `wave-${site.wave}`,
    schools,
    ipv4: allocation.ipv4,
    ipv6: allocation.ipv6,
    segments,
    uplinks: site.uplinks,
    ...(stage ? { cutover: stage } : {}),
    router: { ...device(site.router.hostname ?? `rou-${number}-01`, 1), ...model(site.router.model) },
    switches: Object.entries(site.switches).map(([switchId, { model: made, ports, stack = 1, role, place }]) => {
      const part = allocation.switches[switchId] ?? 0;
      const name = `swi-${number}-${String(part - 1).padStart(2, "0")}`;
      const where = place === undefined ? {} : { place };
      return { id: switchId, ...device(name, part), ...model(made), ports: stack * ports, role, ...where };
    }),
    accessPoints: accessPoints(site, number, device),
    ...(site.node ? { cluster: siteCluster(id) } : {}),
  };
}

function accessPoints(site: Site, number: string, device: (name: string, part: number) => Device): AccessPoint[] {
  const { model } = site.accessPoints;
  return roomsOf(site).map((room, index) => ({
    ...device(`ap-${number}-${String(index + 1).padStart(3, "0")}`, FIRST_ACCESS_POINT + index),
    ...(model === undefined ? {} : { model }),
    room,
  }));
}

/** Rooms of a site's access points, in their order. */
export function roomsOf({ accessPoints: { count, rooms } }: Pick<Site, "accessPoints">): string[] {
  return Array.from({ length: count }, (_, index) => rooms[index] ?? `AP ${index + 1}`);
}

function explain(trace: Trace, id: string, site: Site, segments: readonly Segment[]): void {
  const allocation = { file: `allocations/sites/${id}.yaml` };
  trace.note(["sites", id], { file: `sites/${id}.yaml`, path: [], rule: "declared" });
  for (const key of ["number", "ipv4", "ipv6"] as const)
    trace.note(["sites", id, key], { ...allocation, path: [key], rule: "allocated once by `npm run allocate`" });
  for (const [index, segment] of segments.entries()) {
    const pinned = site.segments[segment.role];
    trace.note(["sites", id, "segments", index], {
      ...(pinned ? { file: `sites/${id}.yaml`, path: ["segments", segment.role] } : { ...allocation, path: ["ipv4"] }),
      rule: pinned
        ? "existing values, taken over"
        : "place of the role in the address plan (model/catalogue/segments.yaml)",
    });
    if (segment.translated)
      trace.note(["sites", id, "segments", index, "translated", "ipv4"], {
        ...{ ...allocation, path: ["ipv4"] },
        rule: "place of the role in the address plan (model/catalogue/segments.yaml): what others see, host by host",
      });
  }
}
