import type { RadiusServer } from "../../intent.js";
import type { PlatformSite } from "../../platform.js";
import { coverage } from "../bausteine.js";
import { siteOf } from "../clusters.js";
import type { NetworkContext } from "./context.js";

/** RFC 2865 section 3. */
export const RADIUS_PORT = 1812;
const AUTHENTICATION = `udp/${RADIUS_PORT}`;
/** Baustein whose product has the accounts (bausteine.yaml). */
const ACCOUNTS = "wlan-zugangsverwaltung";

/**
 * Whom a site's access points ask, and its switches whose ports ask who is plugged in, one after the other: servers in the
 * building, which go on without any line, then those of the product that has the accounts of the site's schools, data centre by
 * data centre (reference/network.md section 4, RADIUS survival). Accounts of the state are asked from these by realm.
 */
export function radiusServers(
  { declaration, catalogue, centralMachines, schoolMachines }: NetworkContext,
  { id, schools }: PlatformSite,
): RadiusServer[] {
  const asked = Object.values(catalogue.flows).filter(
    ({ from, ports }) => from.includes("management") && ports.includes(AUTHENTICATION),
  );
  const kinds = new Set(asked.flatMap(({ to }) => to));
  const own = schools.flatMap((school) => schoolMachines.get(school) ?? []);
  const serving = [...own, ...centralMachines].filter(({ kind }) => kinds.has(kind));
  const products = new Set(
    schools.flatMap((school) =>
      coverage(declaration, catalogue, school).flatMap((one) => (one.baustein === ACCOUNTS ? one.products : [])),
    ),
  );
  const here = serving.filter(({ cluster }) => siteOf(cluster) === id);
  const centres = Object.keys(declaration.traeger.dataCentres);
  const there = centres.flatMap((centre) =>
    serving.filter(({ cluster, product }) => cluster === centre && products.has(product)),
  );
  return [...here, ...there].flatMap(({ key, cluster, nics: [nic] }) =>
    nic ? [{ machine: key, address: nic.ipv4, place: siteOf(cluster) ?? cluster }] : [],
  );
}
