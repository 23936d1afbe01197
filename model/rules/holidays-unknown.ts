import { knownYears, yearsOf } from "../resolve/calendar.js";
import { listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const holidaysUnknown: Rule = {
  id: "holidays-unknown",
  on: "model",
  phase: "declaration",
  *check({ declaration: { traeger }, catalogue }) {
    const { federalState, holidays, maintenanceWindows } = traeger;
    const years = yearsOf(traeger, catalogue);
    const known = knownYears(traeger, catalogue);
    const missing = years.filter((year) => !known.has(year));
    for (const [index, window] of maintenanceWindows.entries()) {
      const at = { file: "traeger.yaml", path: ["maintenanceWindows", index, "in"] };
      if (years.length === 0 && (window.in === "school-holidays" || window.in === "weekends"))
        yield {
          ...at,
          message: `the catalogue knows no school holidays of ${federalState}, and the declaration names no years`,
          hint: `write "holidays: { years: { from: …, to: … }, schoolHolidays: [{ name: …, from: …, to: … }] }"; they are published by the state and the KMK (Ferienregelung)`,
        };
      else if (window.in === "school-holidays" && missing.length > 0)
        yield {
          ...at,
          message: `the school holidays of ${federalState} in ${listing(missing)} are not known, so the window stays shut then`,
          hint: `add them under holidays.schoolHolidays: "{ name: …, from: ${missing[0]}-…, to: … }"${holidays.years ? ", or name other years" : ""}; they are published by the state and the KMK (Ferienregelung)`,
        };
    }
  },
};
