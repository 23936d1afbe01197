import type { Catalogue } from "../../catalogue/schema.js";
import type { DiscoveryIntent, RoutedSegment } from "../../intent.js";
import type { Site } from "../../schema/site.js";

export type DiscoveryService = Catalogue["discovery"][string] & { readonly id: string };

/** What a site declares, with the directions of the catalogue where it says nothing else. */
export function discoveryOf(
  { discovery }: Pick<Catalogue, "discovery">,
  declared: Pick<Site, "discovery">,
): DiscoveryService[] {
  return Object.entries(declared.discovery).flatMap(([id, { from, to }]) => {
    const row = Object.hasOwn(discovery, id) ? discovery[id] : undefined;
    return row ? [{ ...row, id, from: from ?? row.from, to: to ?? row.to }] : [];
  });
}

/** The reflector of a site: one for all services, so it knows the union of their directions; connections do not. */
export function reflector(
  services: readonly DiscoveryService[],
  segments: readonly RoutedSegment[],
): DiscoveryIntent | undefined {
  const interfaces = (roles: readonly string[]) =>
    segments
      .filter(({ role, gatewayOwner }) => gatewayOwner === "router" && roles.includes(role))
      .map(({ interface: name }) => name);
  const seekers = interfaces(services.flatMap(({ from }) => from));
  const providers = interfaces(services.flatMap(({ to }) => to));
  if (seekers.length === 0 || providers.length === 0) return undefined;
  return { seekers, providers, types: [...new Set(services.flatMap(({ types }) => types))] };
}
