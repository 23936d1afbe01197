import { getHolidays } from "feiertagejs";
import type { Catalogue } from "../catalogue/schema.js";
import { DAYS, type Holidays, type MaintenanceWindow, type Period, type Years } from "../schema/maintenance.js";
import type { Traeger } from "../schema/traeger.js";

export interface NamedDay {
  readonly day: string;
  readonly name: string;
}

/** When machines may be touched: windows, and the days that they speak of. Data only: nothing here knows today. */
export interface Calendar {
  readonly windows: readonly (Omit<MaintenanceWindow, "days"> & { readonly days: readonly string[] })[];
  readonly publicHolidays: readonly NamedDay[];
  readonly schoolHolidays: readonly Period[];
  readonly beweglicheFerientage: readonly NamedDay[];
}

/** The Träger's calendar for the years that it names, else for those that the catalogue knows. */
export function resolveCalendar(traeger: Traeger, catalogue: Catalogue): Calendar {
  const { holidays, federalState, maintenanceWindows } = traeger;
  const years = yearsOf(traeger, catalogue);
  return {
    windows: maintenanceWindows.map((window) => ({ ...window, days: daysOf(window) })),
    publicHolidays: years.flatMap((year) => publicHolidays(federalState, year)),
    schoolHolidays: [...(catalogue.ferien[federalState]?.holidays ?? []), ...holidays.schoolHolidays]
      .filter(({ from, to }) => years.some((year) => from <= `${year}-12-31` && to >= `${year}-01-01`))
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
    beweglicheFerientage: namedDays(holidays.beweglicheFerientage),
  };
}

/** Days of the week on which a window can open. */
export function daysOf({ in: times, days }: MaintenanceWindow): readonly string[] {
  return days ?? (times === "weekends" ? ["sat", "sun"] : DAYS);
}

/** Calendar years that the declaration wants; none when it names none and the catalogue does not know the state. */
export function yearsOf({ holidays, federalState }: Traeger, catalogue: Catalogue): number[] {
  return range(holidays.years ?? catalogue.ferien[federalState]?.years);
}

/** Years for which the state's school holidays are known, from the catalogue or from the declaration. */
export function knownYears({ holidays, federalState }: Traeger, catalogue: Catalogue): Set<number> {
  const declared = holidays.schoolHolidays.map(({ from }) => Number(from.slice(0, 4)));
  return new Set([...range(catalogue.ferien[federalState]?.years), ...declared]);
}

function range(years: Years | undefined): number[] {
  return years ? Array.from({ length: years.to - years.from + 1 }, (_, index) => years.from + index) : [];
}

/** The library's `dateString` is that of the machine's time zone; its Date is noon in UTC, which is the same everywhere. */
function publicHolidays(federalState: Traeger["federalState"], year: number): NamedDay[] {
  return getHolidays(year, federalState)
    .map((holiday) => ({ day: holiday.date.toISOString().slice(0, 10), name: holiday.translate("de") ?? holiday.name }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function namedDays(days: Holidays["beweglicheFerientage"]): NamedDay[] {
  return Object.entries(days)
    .map(([day, name]) => ({ day, name }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}
