import { combined, NOBODY, type Presence } from "../resolve/presence.js";
import type { School } from "../schema/school.js";
import { livingSchools } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const siteShare: Rule = {
  id: "site-share",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, school] of livingSchools(declaration)) yield* shares(`schools/${id}.yaml`, school);
  },
};

function* shares(file: string, school: School): Iterable<Finding> {
  const [main, ...others] = school.sites;
  for (const site of Object.keys(school.atSites)) {
    const at = { file, path: ["atSites", site], of: "key" as const };
    if (site === main)
      yield { ...at, message: `${site} is the main site: it has what is nowhere else`, hint: "leave it out here" };
    else if (!others.includes(site))
      yield {
        ...at,
        message: `the school is not at ${site}`,
        hint: others.length > 0 ? `its other sites: ${others.join(", ")}` : `name it under "sites", too`,
      };
  }
  const elsewhere = Object.values(school.atSites).reduce((sum, part) => combined(sum, part), NOBODY);
  for (const { path, total, part } of counts(school, elsewhere))
    if (part > total)
      yield {
        file,
        path,
        message: `${part} are at other sites (atSites), but the school has ${total}`,
        hint: "the number here is that of the whole school",
      };
}

function counts(school: School, elsewhere: Presence) {
  const kinds = Object.keys(NOBODY.devices) as (keyof Presence["devices"])[];
  return [
    { path: ["pupils"], total: school.pupils, part: elsewhere.pupils },
    { path: ["teachers"], total: school.teachers, part: elsewhere.teachers },
    ...kinds.map((kind) => ({
      path: ["devices", kind],
      total: school.devices[kind],
      part: elsewhere.devices[kind],
    })),
  ];
}
