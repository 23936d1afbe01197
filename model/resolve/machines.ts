import type { Catalogue, Count, Machine } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import type { Cluster } from "../schema/cluster.js";
import type { Lifecycle } from "../schema/common.js";
import type { Existing, ProductUse } from "../schema/product.js";
import type { School } from "../schema/school.js";
import { siteCluster } from "./clusters.js";
import { type Installation, schoolInstallations, traegerInstallations } from "./products.js";

/** The cluster that a machine runs on: a data centre's, or the node of a site. */
export interface ClusterRef {
  /** Data centre id, or `site-<site id>`. */
  readonly id: string;
  readonly dataCentre?: string;
  readonly site?: string;
  readonly declared: Cluster;
}

export interface Size {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly systemGiB: number;
  readonly dataGiB: number;
  /** Document and section, or the declaration's reason. */
  readonly source: string;
  /** Row of the kind's sizes in the catalogue; undefined when the declaration gives the size. */
  readonly row?: number;
}

/** A virtual machine that an installation needs, before it has numbers. */
export interface MachineDemand {
  /** `<machine kind>-<n>`: unique within its owner. */
  readonly key: string;
  readonly kind: string;
  readonly entry: Machine;
  readonly installation: Installation;
  readonly lifecycle: Lifecycle;
  /** Undefined when the declaration names no data centre or no local node. */
  readonly cluster: ClusterRef | undefined;
  /** Undefined when no size is published and none is declared. */
  readonly size: Size | undefined;
  readonly existing: Existing;
}

/** All machines that the Träger's own installations need, in the order of the declaration. */
export function centralDemands(declaration: Declaration, catalogue: Catalogue): MachineDemand[] {
  return traegerInstallations(declaration, catalogue).flatMap((installation) =>
    demands(declaration, catalogue, installation, "active", load(declaration)),
  );
}

/** All machines that a school needs for itself; none once it is retired. */
export function schoolDemands(declaration: Declaration, catalogue: Catalogue, id: string): MachineDemand[] {
  const school = declaration.schools.get(id);
  if (!school || school.lifecycle === "retired") return [];
  return schoolInstallations(declaration, catalogue, id).flatMap((installation) =>
    demands(declaration, catalogue, installation, school.lifecycle, schoolLoad(school)),
  );
}

function demands(
  declaration: Declaration,
  catalogue: Catalogue,
  installation: Installation,
  lifecycle: Lifecycle,
  carried: Load,
): MachineDemand[] {
  if (installation.placement === "hosted") return [];
  const cluster = clusterOf(declaration, installation);
  return machineKinds(installation).flatMap(([kind, count]) => {
    const entry = catalogue.machines[kind];
    if (!entry) return [];
    const total = numberOf(count, installation.use, cluster);
    return Array.from({ length: total }, (_, index) => ({
      key: `${kind}-${index + 1}`,
      kind,
      entry,
      installation,
      lifecycle: lifecycle === "active" ? (installation.use.lifecycle ?? lifecycle) : lifecycle,
      cluster,
      size: sizeOf(kind, entry, installation.use, carried),
      existing: installation.use.existing[`${kind}-${index + 1}`] ?? {},
    }));
  });
}

/** Machine kinds of the product, narrowed to its form where it has several. */
export function machineKinds({ entry, use }: Installation): [string, Count][] {
  const kinds = Object.entries(entry.machines);
  const form =
    entry.forms && use.form !== undefined && Object.hasOwn(entry.forms, use.form) ? entry.forms[use.form] : undefined;
  return form ? kinds.filter(([kind]) => form.includes(kind)) : kinds;
}

function numberOf(count: Count, use: ProductUse, cluster: ClusterRef | undefined): number {
  if (typeof count === "number") return count;
  const units = count.of === "nodes" ? Object.keys(cluster?.declared.nodes ?? {}).length : (use[count.of] ?? 0);
  return Math.max(count.min, Math.ceil(units / count.each));
}

function clusterOf(declaration: Declaration, { placement, school, use }: Installation): ClusterRef | undefined {
  if (placement === "central") {
    const id = use.dataCentre ?? Object.keys(declaration.traeger.dataCentres)[0];
    const centre = id === undefined ? undefined : declaration.traeger.dataCentres[id];
    return id !== undefined && centre ? { id, dataCentre: id, declared: centre.cluster } : undefined;
  }
  const site = school === undefined ? undefined : declaration.schools.get(school)?.sites[0];
  const node = site === undefined ? undefined : declaration.sites.get(site)?.node;
  return site !== undefined && node ? { id: siteCluster(site), site, declared: node } : undefined;
}

/** What a machine has to carry; the catalogue's sizes are published for such loads. */
interface Load {
  readonly computers: number;
  readonly tablets: number;
  readonly accounts: number;
}

function schoolLoad({ devices, pupils, teachers }: School): Load {
  return { computers: devices.computers, tablets: devices.tablets, accounts: pupils + teachers };
}

function load(declaration: Declaration): Load {
  const sum = { computers: 0, tablets: 0, accounts: 0 };
  for (const school of declaration.schools.values()) {
    const one = schoolLoad(school);
    sum.computers += one.computers;
    sum.tablets += one.tablets;
    sum.accounts += one.accounts;
  }
  return sum;
}

function sizeOf(kind: string, entry: Machine, use: ProductUse, carried: Load): Size | undefined {
  const declared = use.sizing[kind];
  if (declared) {
    const { reason, ...size } = declared;
    return { ...size, source: reason };
  }
  const limits = { ...carried, agents: use.agents ?? 0 };
  const row = entry.sizes.findIndex((size) => {
    const upTo = Object.entries(size.upTo ?? {}) as [keyof typeof limits, number][];
    return upTo.every(([what, max]) => limits[what] <= max);
  });
  const published = entry.sizes[row];
  if (!published) return undefined;
  const store = use.storeTiB ?? 0;
  return {
    cores: published.cores,
    memoryGiB: published.memoryGiB + store * (published.perStoreTiB?.memoryGiB ?? 0),
    systemGiB: published.systemGiB,
    dataGiB: published.dataGiB + Math.ceil(store * (published.perStoreTiB?.dataGiB ?? 0)),
    source: published.source,
    row,
  };
}
