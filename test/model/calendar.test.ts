import { afterEach, describe, expect, it } from "vitest";
import type { Platform } from "../../model/platform.js";
import { knownYears, resolveCalendar } from "../../model/resolve/calendar.js";
import { weeklyWindow } from "../../model/resolve/windows.js";
import type { Traeger } from "../../model/schema/traeger.js";
import { renderInventory } from "../../render/inventory.js";
import { catalogue, changedBase, checkTexts } from "../support/declaration.js";

const TRAEGER = "traeger.yaml";

function checked(windows: string, holidays = "") {
  const replace = { [TRAEGER]: { [BASE_WINDOW]: windows, "maintenanceWindows:": `${holidays}maintenanceWindows:` } };
  const { declaration, platform } = checkTexts(changedBase({ replace }));
  return { traeger: declaration?.traeger as Traeger, platform: platform as Platform };
}
const BASE_WINDOW = '{ days: [mon, tue, wed, thu, fri], from: "22:00", to: "05:00" }';
const NIGHTS = '{ in: nights, from: "22:00", to: "05:00" }';

describe("the calendar", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zone;
    if (zone === undefined) delete process.env.TZ;
  });

  it.each(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])(
    "names the same public holidays on a machine in %s",
    (timeZone) => {
      process.env.TZ = timeZone;
      const { traeger } = checked(NIGHTS, "holidays: { years: { from: 2026, to: 2026 } }\n");
      const days = resolveCalendar(traeger, catalogue).publicHolidays.map(({ day, name }) => `${day} ${name}`);
      expect(days).toContain("2026-10-31 Reformationstag");
      expect(days).toContain("2026-05-14 Christi Himmelfahrt");
      expect(days).not.toContain("2026-11-01 Allerheiligen");
      expect(days).toHaveLength(10);
    },
  );

  it("holds what touches the years that are asked for, own school holidays among them", () => {
    const { platform, traeger } = checked(
      NIGHTS,
      "holidays: { years: { from: 2031, to: 2031 }, schoolHolidays: [{ name: Herbstferien, from: 2031-10-13, to: 2031-10-24 }] }\n",
    );
    expect(platform.calendar.schoolHolidays.map(({ name, from }) => `${name} ${from}`)).toEqual([
      "Weihnachtsferien 2030-12-20",
      "Herbstferien 2031-10-13",
    ]);
    expect([...knownYears(traeger, catalogue)]).toEqual([2026, 2027, 2028, 2029, 2030, 2031]);
  });

  it("takes the years that the catalogue knows where none are named", () => {
    const { platform } = checked(NIGHTS);
    const years = new Set(platform.calendar.publicHolidays.map(({ day }) => day.slice(0, 4)));
    expect([...years]).toEqual(["2026", "2027", "2028", "2029", "2030"]);
  });

  it("writes out the days that a window means", () => {
    const { platform } = checked(
      `{ in: weekends, from: "09:00", to: "18:00" }\n  - ${NIGHTS}\n  - { in: school-holidays, days: [mon], from: "08:00", to: "17:00" }`,
    );
    expect(platform.calendar.windows.map(({ days }) => days.join())).toEqual([
      "sat,sun",
      "mon,tue,wed,thu,fri,sat,sun",
      "mon",
    ]);
  });

  it("stands in the aggregate of the inventory, and in no site's file", () => {
    const { platform } = checked(
      NIGHTS,
      "holidays: { years: { from: 2026, to: 2026 }, beweglicheFerientage: { 2026-10-30: Brückentag } }\n",
    );
    const files = renderInventory(platform);
    const named = [...files].filter(([, text]) => text.includes("Brückentag")).map(([path]) => path);
    expect(named).toEqual(["all.yaml"]);
  });
});

it("backs up in a window of each week, not in one that opens in holidays only", () => {
  const { traeger } = checked(`{ in: school-holidays, from: "08:00", to: "17:00" }\n  - ${NIGHTS}`);
  expect(weeklyWindow(traeger.maintenanceWindows)?.in).toBe("nights");
});

it("knows each state's school holidays in order, without overlap, and whole for the years that it claims", () => {
  for (const { years, holidays } of Object.values(catalogue.ferien)) {
    for (const [index, { from, to }] of holidays.entries()) {
      expect(from <= to).toBe(true);
      expect((holidays[index - 1]?.to ?? "") < from).toBe(true);
    }
    for (let year = years.from; year <= years.to; year++) {
      const names = holidays.filter(({ from }) => from.startsWith(`${year}-`)).map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining(["Osterferien", "Sommerferien", "Herbstferien", "Weihnachtsferien"]),
      );
    }
    expect(holidays.some(({ from, to }) => from < `${years.from}-01-01` && to >= `${years.from}-01-01`)).toBe(true);
  }
});
