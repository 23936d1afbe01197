import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { type Prefix, parsePrefix, usableHosts } from "../net.js";
import { presence } from "../resolve/presence.js";
import type { Site } from "../schema/site.js";

export type SitePlan = "s" | "m" | "l";

/** Devices that a site has to hold, by the segment role that they live in. A school counts with what of it is there. */
export function devicesByRole(declaration: Declaration, catalogue: Catalogue, siteId: string): Map<string, number> {
  const site = declaration.sites.get(siteId);
  const counts: Record<string, number> = {
    switches: Object.keys(site?.switches ?? {}).length,
    accessPoints: site?.accessPoints.count ?? 0,
    teachers: 0,
  };
  for (const school of declaration.schools.values()) {
    if (school.lifecycle === "retired" || !school.sites.includes(siteId)) continue;
    const { teachers, devices } = presence(school, siteId);
    counts.teachers = (counts.teachers ?? 0) + teachers;
    for (const [kind, count] of Object.entries(devices)) counts[kind] = (counts[kind] ?? 0) + count;
  }
  const roles = Object.entries(catalogue.segments.roles);
  return new Map(
    roles.map(([role, { devices }]) => [role, devices.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)]),
  );
}

/** The smallest plan that holds twice the devices of today; the largest when none does (a rule then reports it). */
export function choosePlan(declaration: Declaration, catalogue: Catalogue, siteId: string, site: Site): SitePlan {
  if (site.plan) return site.plan;
  const needed = devicesByRole(declaration, catalogue, siteId);
  const fits = (plan: SitePlan) =>
    Object.entries(catalogue.segments.plans[plan].segments).every(
      ([role, length]) => usableHosts({ bits: 32, base: 0n, length }) >= 2 * (needed.get(role) ?? 0),
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
