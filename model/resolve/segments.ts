import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { formatPrefix, host, type Prefix, parsePrefix, subnet } from "../net.js";
import type { PlatformSite } from "../platform.js";
import type { DataCentreAllocation, SiteAllocation } from "../schema/allocation.js";
import type { DataCentre } from "../schema/cluster.js";
import type { Site } from "../schema/site.js";

/** A layer-2 segment with its prefixes. The gateway is the first address of each. */
export interface Segment {
  readonly role: string;
  readonly zone: string;
  readonly trust: string;
  readonly vlan: number;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly gateway4: string;
  readonly gateway6: string;
  /** Who assigned existing values, when they were taken over. */
  readonly assignedBy?: string;
  /** The IPv4 prefix of the same length under which everybody outside of the site sees it, host by host (1:1). */
  readonly translated?: { readonly ipv4: string; readonly until: string; readonly reason: string };
}

/** The segments of a site: a pure function of its allocation and the address plan; existing values win. */
export function siteSegments(catalogue: Catalogue, site: Site, allocation: SiteAllocation): Segment[] {
  const { roles, plans } = catalogue.segments;
  const plan = plans[allocation.plan];
  const ipv6 = parsePrefix(allocation.ipv6);
  const segments: Segment[] = [];
  for (const [role, derived] of inOrder(parsePrefix(allocation.ipv4).base, plan.segments)) {
    const entry = roles[role];
    if (!entry || (role === "verwaltung" && !site.verwaltung)) continue;
    const pin = site.segments[role];
    segments.push(
      segment({
        role,
        zone: entry.zone,
        trust: entry.trust,
        vlan: pin?.vlan ?? entry.vlan,
        ipv4: pin?.ipv4 ? parsePrefix(pin.ipv4) : derived,
        ipv6: pin?.ipv6 ? parsePrefix(pin.ipv6) : subnet(ipv6, 64, entry.vlan),
        assignedBy: pin?.assignedBy,
        translated: pin?.ipv4 && pin.translated ? { ...pin.translated, ipv4: outside(derived, pin.ipv4) } : undefined,
      }),
    );
  }
  return segments;
}

/** The beginning of the segment's place in the plan, which keeps host parts as they are: it stays when the segment is renumbered. */
function outside(place: Prefix, inside: string): string {
  return formatPrefix({ ...place, length: parsePrefix(inside).length });
}

/** A site as hubs, data centres and other sites see it. */
export function fromOutside(site: PlatformSite): PlatformSite {
  if (!site.segments.some(({ translated }) => translated)) return site;
  const segments = site.segments.map(({ translated, ...segment }) =>
    translated ? { ...segment, ipv4: translated.ipv4, gateway4: host(parsePrefix(translated.ipv4), 1) } : segment,
  );
  return { ...site, segments };
}

export type CentralRole = "servers" | "dmz" | "management";

/** The three central segments of a data centre. */
export function centralSegments(catalogue: Catalogue, centre: DataCentre, allocation: DataCentreAllocation): Segment[] {
  const plan = catalogue.segments.dataCentres[allocation.plan];
  const vlans: Record<CentralRole, number> = {
    servers: centre.serverVlan,
    dmz: centre.dmzVlan,
    management: centre.managementVlan,
  };
  const ipv6 = parsePrefix(allocation.ipv6);
  return inOrder(parsePrefix(allocation.ipv4).base, plan.segments).map(([role, ipv4], index) =>
    segment({
      role,
      zone: `dc-${role}`,
      trust: "infrastructure",
      vlan: vlans[role],
      ipv4,
      ipv6: subnet(ipv6, 64, index + 1),
    }),
  );
}

/** A plan's segments lie one after the other. @param base  first address @param lengths  role → prefix length */
export function inOrder<R extends string>(base: bigint, lengths: Readonly<Record<R, number>>): [R, Prefix][] {
  let next = base;
  return (Object.entries(lengths) as [R, number][]).map(([role, length]) => {
    const prefix: Prefix = { bits: 32, base: next, length };
    next += 1n << BigInt(32 - length);
    return [role, prefix];
  });
}

/** Schools' segments begin after the central ones, at a multiple of their size. @returns how many sizes before the first */
export function schoolPlaces({ segments, schoolLength }: DataCentrePlan): { first: number; size: bigint } {
  const central = Object.values(segments).reduce((sum, length) => sum + (1n << BigInt(32 - length)), 0n);
  const size = 1n << BigInt(32 - schoolLength);
  return { first: Number((central + size - 1n) / size), size };
}

type DataCentrePlan = Catalogue["segments"]["dataCentres"]["s"];

/** A school's own server segment in a data centre: VLAN and prefixes follow from the school's number. */
export function schoolServerSegment(
  declaration: Declaration,
  catalogue: Catalogue,
  allocation: DataCentreAllocation,
  schoolNumber: number,
): Segment {
  const plan = catalogue.segments.dataCentres[allocation.plan];
  const ipv4 = parsePrefix(allocation.ipv4);
  const { first } = schoolPlaces(plan);
  return segment({
    role: "servers",
    zone: "servers",
    trust: "infrastructure",
    vlan: declaration.traeger.addressPlan.dataCentreVlans.from + schoolNumber - 1,
    ipv4: subnet(ipv4, plan.schoolLength, first + schoolNumber - 1),
    ipv6: subnet(parsePrefix(allocation.ipv6), 64, 16 + schoolNumber),
  });
}

function segment(
  values: Omit<Segment, "ipv4" | "ipv6" | "gateway4" | "gateway6" | "assignedBy" | "translated"> & {
    ipv4: Prefix;
    ipv6: Prefix;
    assignedBy?: string | undefined;
    translated?: Segment["translated"] | undefined;
  },
): Segment {
  const { ipv4, ipv6, assignedBy, translated, ...rest } = values;
  return {
    ...rest,
    ipv4: formatPrefix(ipv4),
    ipv6: formatPrefix(ipv6),
    gateway4: host(ipv4, 1),
    gateway6: host(ipv6, 1),
    ...(assignedBy ? { assignedBy } : {}),
    ...(translated ? { translated } : {}),
  };
}
