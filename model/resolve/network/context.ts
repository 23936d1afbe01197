import type { Catalogue } from "../../catalogue/schema.js";
import type { InstanceId } from "../../intent.js";
import type { Declaration } from "../../load.js";
import type { PlatformSite } from "../../platform.js";
import type { Coupling } from "../../schema/coupling.js";
import { siteOf } from "../clusters.js";
import { centralSegments, type Segment } from "../segments.js";
import type { Placed } from "../vms.js";
import type { Ends } from "./policies.js";

/** What the network is resolved from, with the few indexes that every device needs. */
export interface NetworkContext {
  readonly declaration: Declaration;
  readonly catalogue: Catalogue;
  readonly sites: ReadonlyMap<string, PlatformSite>;
  readonly placed: readonly Placed[];
  readonly coupling?: Coupling | undefined;
  /** Segments of all data centres: central ones first, then the schools'. */
  readonly central: readonly CentralSegment[];
  /** Machines of the data centres that belong to no school. */
  readonly centralMachines: readonly Placed[];
  /** School → its machines. */
  readonly schoolMachines: ReadonlyMap<string, readonly Placed[]>;
  /** Prefixes of all data centres. */
  readonly centres: readonly string[];
  /** Resolvers of the platform, which tell the time, too; IPv4 first. */
  readonly resolvers: readonly string[];
  /** Central machines that keep the messages of devices; IPv4. */
  readonly logServers: readonly string[];
  /** Ends of policies that were made already. */
  readonly ends: Ends;
}

export interface CentralSegment extends Segment {
  readonly interface: string;
  readonly school?: string;
}

export const INSTANCES: readonly InstanceId[] = ["education", "verwaltung"];

/** The instance that a segment belongs to. */
export const instanceOf = ({ trust }: Pick<Segment, "trust">): InstanceId =>
  trust === "verwaltung" ? "verwaltung" : "education";

/** Segments of the data centres, with the interface of the hubs in each. */
export function centralSegmentsOf(
  { traeger, allocations, schools }: Declaration,
  catalogue: Catalogue,
  placed: readonly Placed[],
): CentralSegment[] {
  const central = Object.entries(traeger.dataCentres).flatMap(([id, centre], index) => {
    const allocation = allocations.dataCentres.get(id);
    if (!allocation) return [];
    const suffix = index === 0 ? "" : String(index + 1);
    return centralSegments(catalogue, centre, allocation).map((segment) => ({
      ...segment,
      interface: `seg-${segment.role}${suffix}`,
    }));
  });
  const own = new Map<string, CentralSegment>();
  for (const { school, cluster, segment } of placed)
    if (school !== undefined && siteOf(cluster) === undefined && schools.has(school))
      own.set(school, {
        ...segment,
        interface: `seg-s${String(allocations.schools.get(school)?.number ?? 0).padStart(4, "0")}`,
        school,
      });
  return [...central, ...[...own.values()].sort((a, b) => a.vlan - b.vlan)];
}
