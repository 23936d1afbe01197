import type { Catalogue } from "../catalogue/schema.js";
import { groupBy } from "../collections.js";
import type { Declaration } from "../load.js";
import { type Prefix, parsePrefix, usableHosts } from "../net.js";
import { type Presence, presence } from "../resolve/presence.js";
import type { Site } from "../schema/site.js";

export type SitePlan = "s" | "m" | "l";

/** Devices that live in each segment of a site, by the segment's role. */
export type DevicesByRole = ReadonlyMap<string, number>;

/** Devices that each site has to hold. A school counts at each of its sites with what of it is there. */
export function devicesOfSites(declaration: Declaration, catalogue: Catalogue): Map<string, DevicesByRole> {
  const living = [...declaration.schools.values()].filter(({ lifecycle }) => lifecycle !== "retired");
  const schools = groupBy(
    living.flatMap((school) => [...new Set(school.sites)].map((site) => ({ site, ...presence(school, site) }))),
    ({ site }) => site,
  );
  return new Map(
    [...declaration.sites].map(([id, site]) => [id, devicesByRole(catalogue, site, schools.get(id) ?? [])]),
  );
}

function devicesByRole(catalogue: Catalogue, site: Site, schools: readonly Presence[]): DevicesByRole {
  const counts: Record<string, number> = {
    switches: Object.keys(site.switches).length,
    accessPoints: site.accessPoints.count,
    teachers: 0,
  };
  for (const { teachers, devices } of schools)
    for (const [kind, count] of Object.entries({ teachers, ...devices })) counts[kind] = (counts[kind] ?? 0) + count;
  const roles = Object.entries(catalogue.segments.roles);
  return new Map(
    roles.map(([role, { devices }]) => [role, devices.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)]),
  );
}

/** The smallest plan that holds twice the devices of today; the largest when none does (a rule then reports it). */
export function choosePlan(catalogue: Catalogue, site: Site, needed: DevicesByRole): SitePlan {
  if (site.plan) return site.plan;
  const fits = (plan: SitePlan) =>
    Object.entries(catalogue.segments.plans[plan].segments).every(
      ([role, length]) => usableHosts({ length }) >= 2 * (needed.get(role) ?? 0),
    );
  return (["s", "m", "l"] as const).find(fits) ?? "l";
}

/** Prefixes that people pinned: they are somebody's already and never handed out. */
export function pinnedPrefixes(declaration: Declaration): Prefix[] {
  return [...declaration.sites.values()].flatMap((site) =>
    Object.values(site.segments).flatMap(({ ipv4, ipv6 }) =>
      [ipv4, ipv6].flatMap((text) => (text ? [parsePrefix(text)] : [])),
    ),
  );
}
