import type { School } from "../schema/school.js";

type Devices = School["devices"];

/** People and devices of a school that are at one place. */
export interface Presence {
  readonly pupils: number;
  readonly teachers: number;
  readonly devices: Devices;
}

/** What of a school is at a site: what it declares for the site, and at its main site all the rest. */
export function presence(school: School, site: string): Presence {
  if (school.sites[0] !== site) return (Object.hasOwn(school.atSites, site) && school.atSites[site]) || NOBODY;
  return Object.entries(school.atSites)
    .filter(([elsewhere]) => elsewhere !== site)
    .reduce<Presence>((rest, [, part]) => combined(rest, part, -1), school);
}

/** Whether a school manages computers that it has at a site from a server: only these are there to be woken. */
export function managesComputers(school: School, site: string): boolean {
  return school.clientManagement && presence(school, site).devices.computers > 0;
}

export function combined(one: Presence, other: Presence, sign: 1 | -1 = 1): Presence {
  const kinds = Object.keys(NOBODY.devices) as (keyof Devices)[];
  const devices = kinds.map((kind) => [kind, one.devices[kind] + sign * other.devices[kind]]);
  return {
    pupils: one.pupils + sign * other.pupils,
    teachers: one.teachers + sign * other.teachers,
    devices: Object.fromEntries(devices) as Devices,
  };
}

export const NOBODY: Presence = {
  pupils: 0,
  teachers: 0,
  devices: { computers: 0, tablets: 0, displays: 0, printers: 0, phones: 0, byod: 0 },
};
