import type { Catalogue } from "../../catalogue/schema.js";
import type { RadiusServer, WlanIntent } from "../../intent.js";
import type { Declaration } from "../../load.js";
import type { PlatformSite } from "../../platform.js";
import type { School } from "../../schema/school.js";
import type { Site } from "../../schema/site.js";
import type { SiteSsid, SsidSecurity, SsidUsers } from "../../schema/wlan.js";
import { bausteineOf } from "../bausteine.js";

/** An SSID of a site: the catalogue's row with what the site says otherwise, or one of the site's own. */
export interface Ssid {
  readonly id: string;
  readonly name: string;
  /** Role of its segment, which the site need not have. */
  readonly segment: string;
  readonly users: SsidUsers;
  readonly security: SsidSecurity;
  readonly passphrase?: string;
  /** Rooms whose access points send it; undefined: all. */
  readonly rooms?: readonly string[];
  readonly source: string;
}

type Row = Catalogue["ssids"][string];

/**
 * What a site without numbers sends; the rules look at it before there is a Platform.
 *
 * @param schools  schools at the site
 */
export function ssidsOf(
  declaration: Declaration,
  catalogue: Catalogue,
  site: string,
  schools: readonly string[],
): Ssid[] {
  const declared = declaration.sites.get(site);
  if (!declared) return [];
  const isUsual = usualAt(declaration, catalogue, declared, schools);
  const ids = new Set([...Object.keys(catalogue.ssids), ...Object.keys(declared.ssids)]);
  return [...ids].flatMap((id) => {
    const row = Object.hasOwn(catalogue.ssids, id) ? catalogue.ssids[id] : undefined;
    const differs = Object.hasOwn(declared.ssids, id) ? declared.ssids[id] : undefined;
    return (differs?.broadcast ?? (!row || isUsual(row))) ? (combined(id, row, differs, site) ?? []) : [];
  });
}

/** Whether a row of the catalogue is sent at a site that says nothing of it: its segment, accounts and devices are there. */
function usualAt(
  declaration: Declaration,
  catalogue: Catalogue,
  { verwaltung }: Site,
  ids: readonly string[],
): (row: Row) => boolean {
  const schools = ids.flatMap((id) => declaration.schools.get(id) ?? []);
  const bausteine = new Set(ids.flatMap((id) => [...bausteineOf(declaration, catalogue, id).keys()]));
  return ({ segment, baustein }) =>
    (segment !== "verwaltung" || verwaltung) &&
    (baustein === undefined || bausteine.has(baustein)) &&
    hasDevices(catalogue, segment, schools);
}

/** @returns undefined where neither says all of it, which a rule reports */
function combined(id: string, row: Row | undefined, differs: SiteSsid | undefined, site: string): Ssid | undefined {
  const { passphrase, rooms, reason } = differs ?? {};
  const name = differs?.name ?? row?.name;
  const segment = differs?.segment ?? row?.segment;
  const users = differs?.users ?? row?.users;
  const security = differs?.security ?? row?.security;
  if (!name || !segment || !users || !security) return undefined;
  return {
    ...{ id, name, segment, users, security },
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(rooms === undefined ? {} : { rooms }),
    source: reason === undefined ? (row?.source ?? "") : `sites/${site}.yaml, ssids.${id}: ${reason}`,
  };
}

/** The SSIDs of a site for those who lead its access points. */
export function siteWlan(
  declaration: Declaration,
  catalogue: Catalogue,
  site: PlatformSite,
  radius: readonly RadiusServer[],
): WlanIntent[] {
  return ssidsOf(declaration, catalogue, site.id, site.schools).flatMap(({ rooms, ...ssid }): WlanIntent[] => {
    const segment = site.segments.find(({ role }) => role === ssid.segment);
    const points = site.accessPoints.filter(({ room }) => rooms?.includes(room) ?? true);
    if (!segment || points.length === 0) return [];
    const accounts = ssid.security === "wpa3-enterprise" ? { radius } : {};
    return [{ ...ssid, vlan: segment.vlan, ...accounts, accessPoints: points.map(({ name }) => name) }];
  });
}

/** A segment that is for no kind of devices (guests) may be everywhere. */
function hasDevices({ segments }: Catalogue, segment: string, schools: readonly School[]): boolean {
  const kinds = segments.roles[segment]?.devices ?? [];
  const counts = schools.map(({ devices, teachers }): Readonly<Record<string, number>> => ({ ...devices, teachers }));
  return kinds.length === 0 || kinds.some((kind) => counts.some((school) => (school[kind] ?? 0) > 0));
}
