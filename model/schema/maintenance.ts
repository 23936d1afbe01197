import { z } from "zod";
import { day, label } from "./common.js";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time such as 22:00");

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const maintenanceWindow = z
  .strictObject({
    in: z
      .enum(["school-holidays", "weekends", "nights"])
      .optional()
      .describe(
        "school-holidays: only in the Land's school holidays and on beweglicheFerientage; weekends: Saturdays, Sundays and public holidays; nights: each night. Default: each week.",
      ),
    days: z
      .array(z.enum(DAYS))
      .min(1)
      .optional()
      .describe("Days on which the window opens. Default: all days that `in` means; required without `in`."),
    from: clock.describe("Beginning, local time."),
    to: clock.describe("End, local time; before `from` means on the next day."),
  })
  .refine(({ in: times, days }) => times !== undefined || days !== undefined, {
    path: ["days"],
    error: "expected days, or in: school-holidays, weekends or nights",
  });

/** A time in which there is no school, first and last day included. */
export const period = z
  .strictObject({
    name: label.describe("Name, e.g. Herbstferien."),
    from: day.describe("First day."),
    to: day.describe("Last day."),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "expected the last day, not before the first" });

const year = z.int("expected a year").min(2020, "expected 2020 to 2100").max(2100, "expected 2020 to 2100");

export const years = z
  .strictObject({ from: year.describe("First calendar year."), to: year.describe("Last calendar year.") })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "expected the last year, not before the first" });

export const holidays = z
  .strictObject({
    years: years
      .optional()
      .describe(
        "Calendar years whose holidays the inventory names. Default: those of which the catalogue knows the Land's school holidays.",
      ),
    schoolHolidays: z
      .array(period)
      .default([])
      .describe("School holidays that the catalogue does not know (table ferien); a year that begins here is known."),
    beweglicheFerientage: z
      .record(day, label)
      .default({})
      .describe("Free day of all schools of the Träger → its name; windows in school-holidays open on it, too."),
  })
  .prefault({})
  .describe("Public holidays follow from federalState, school holidays from the catalogue.");

export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;
export type Period = z.infer<typeof period>;
export type Years = z.infer<typeof years>;
export type Holidays = z.infer<typeof holidays>;
