import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { formatPrefix } from "../net.js";
import { inOrder, schoolPlaces } from "../resolve/segments.js";
import type { AddressLayout, Allocations } from "../schema/allocation.js";

/**
 * Where segments lie in the prefixes that were given, by the tables and the declaration of today. Only of plans in use:
 * another one may still change.
 */
export function layoutOf(
  { traeger }: Pick<Declaration, "traeger">,
  { segments: { plans, dataCentres, roles } }: Pick<Catalogue, "segments">,
  { sites, dataCentres: centres }: Pick<Allocations, "sites" | "dataCentres">,
): AddressLayout {
  const used = <P extends string>(all: ReadonlyMap<string, { readonly plan: P }>) =>
    [...new Set([...all.values()].map(({ plan }) => plan))].sort();
  const vlans = used(sites).flatMap((plan) =>
    Object.keys(plans[plan].segments).flatMap((role) => (roles[role] ? [[role, roles[role].vlan] as const] : [])),
  );
  return {
    ...(centres.size > 0 ? { firstSchoolVlan: traeger.addressPlan.dataCentreVlans.from } : {}),
    vlans: Object.fromEntries(vlans),
    sites: Object.fromEntries(used(sites).map((plan) => [plan, places(plans[plan].segments)])),
    dataCentres: Object.fromEntries(
      used(centres).map((plan) => {
        const { segments, schoolLength } = dataCentres[plan];
        const { first, size } = schoolPlaces(dataCentres[plan]);
        const schools = formatPrefix({ bits: 32, base: BigInt(first) * size, length: schoolLength });
        return [plan, { ...places(segments), schools }];
      }),
    ),
  };
}

/** Each segment's place in the prefix: the one of the site 0.0.0.0 would be its prefix. */
function places(segments: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(inOrder(0n, segments).map(([role, prefix]) => [role, formatPrefix(prefix)]));
}

/** What was recorded stays, what is new comes to it. */
export function extended(known: AddressLayout | undefined, now: AddressLayout): AddressLayout {
  if (!known) return now;
  const plans = (kind: "sites" | "dataCentres") => {
    const added = Object.entries(now[kind]).map(([plan, own]) => [plan, { ...own, ...known[kind][plan] }]);
    return { ...known[kind], ...Object.fromEntries(added) };
  };
  return {
    ...now,
    ...known,
    vlans: { ...now.vlans, ...known.vlans },
    sites: plans("sites"),
    dataCentres: plans("dataCentres"),
  };
}

export interface Place {
  /** Keys in the record. */
  readonly path: readonly string[];
  readonly value: string | number;
}

/** A layout as single places, so that two can be compared. */
export function placesOf({ firstSchoolVlan, vlans, sites, dataCentres }: AddressLayout): Place[] {
  const rows = (path: string[], table: Readonly<Record<string, string | number>>) =>
    Object.entries(table).map(([key, value]) => ({ path: [...path, key], value }));
  return [
    ...(firstSchoolVlan === undefined ? [] : [{ path: ["firstSchoolVlan"], value: firstSchoolVlan }]),
    ...rows(["vlans"], vlans),
    ...Object.entries(sites).flatMap(([plan, table]) => rows(["sites", plan], table)),
    ...Object.entries(dataCentres).flatMap(([plan, table]) => rows(["dataCentres", plan], table)),
  ];
}
