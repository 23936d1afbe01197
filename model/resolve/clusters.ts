import type { Declaration } from "../load.js";
import type { Cluster } from "../schema/cluster.js";

/** Id of the cluster that is a site's own node. */
export const siteCluster = (site: string) => `site-${site}`;

/** Site of a cluster that is a site's own node; undefined for a data centre. */
export function siteOf(cluster: string): string | undefined {
  return cluster.startsWith("site-") ? cluster.slice("site-".length) : undefined;
}

/** What is declared about a cluster; undefined when nothing is. */
export function clusterOf({ sites, traeger }: Pick<Declaration, "sites" | "traeger">, id: string): Cluster | undefined {
  const site = siteOf(id);
  if (site !== undefined) return sites.get(site)?.node;
  return Object.hasOwn(traeger.dataCentres, id) ? traeger.dataCentres[id]?.cluster : undefined;
}

/**
 * Name of a school's stack without the Träger's id: its key, with `-local` on a site's own node. A stack speaks to one
 * cluster, so machines on a second one have the name of their stack in their allocation.
 */
export function schoolStack(key: string, { cluster, stack }: { cluster: string; stack?: string | undefined }): string {
  return stack ?? (siteOf(cluster) === undefined ? key : `${key}-local`);
}

/** Stack that has what a cluster needs besides schools' machines. It keeps its name when the site is renamed. */
export function clusterStack({ traeger, allocations }: Declaration, cluster: string): string {
  const site = siteOf(cluster);
  const first = site === undefined ? undefined : allocations.sites.get(site)?.node;
  return `${traeger.id}-${first === undefined ? cluster : `site-${first}`}`;
}
