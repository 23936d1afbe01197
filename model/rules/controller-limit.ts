import type { Declaration } from "../load.js";
import { installations, livingSchools, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const controllerLimit: Rule = {
  id: "controller-limit",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const installation of installations(declaration, catalogue))
      for (const { of, max, source } of installation.entry.limits) {
        const load = loadOf(declaration, installation.school)[of];
        if (load > max)
          yield {
            ...setting(installation),
            of: "key",
            message: `${installation.product} has to serve ${load} ${of}; one installation serves at most ${max}`,
            hint: source,
          };
      }
  },
};

/** What one installation has to serve: one school, or all. */
function loadOf(declaration: Declaration, only: string | undefined) {
  const load = { accessPoints: 0, devices: 0, users: 0, pupils: 0 };
  const schools = livingSchools(declaration).filter(([id]) => only === undefined || id === only);
  for (const [, { pupils, teachers, devices }] of schools) {
    load.pupils += pupils;
    load.users += pupils + teachers;
    load.devices += Object.values(devices).reduce((sum, count) => sum + count, 0);
  }
  const sites = new Set(schools.flatMap(([, school]) => school.sites));
  for (const [id, { accessPoints, lifecycle }] of declaration.sites)
    if (lifecycle !== "retired" && (only === undefined || sites.has(id))) load.accessPoints += accessPoints.count;
  return load;
}
