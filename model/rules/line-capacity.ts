import { counted } from "../counted.js";
import { presence } from "../resolve/presence.js";
import { primaryUplink } from "../resolve/products.js";
import { grouped, livingSchools, rounded } from "./lookups.js";
import type { Rule } from "./rule.js";

export const lineCapacity: Rule = {
  id: "line-capacity",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { minimumMbit, perDeviceMbit } = catalogue.lines;
    const placed = livingSchools(declaration).flatMap(([, school]) =>
      school.sites.filter((id, n) => n === 0 || Object.hasOwn(school.atSites, id)).map((id) => ({ id, school })),
    );
    const schoolsOf = grouped(placed, ({ id }) => id);
    for (const [id, site] of declaration.sites) {
      const schools = schoolsOf.get(id) ?? [];
      const line = primaryUplink(site)?.downMbit;
      if (line === undefined || site.lifecycle === "retired" || schools.length === 0) continue;
      const devices = schools.reduce((sum, { school }) => {
        const { computers, tablets, displays, byod } = presence(school, id).devices;
        return sum + computers + tablets + displays + byod;
      }, 0);
      const needed = Math.max(minimumMbit.value, perDeviceMbit.value * devices);
      if (line >= needed) continue;
      const { source } = needed === minimumMbit.value ? minimumMbit : perDeviceMbit;
      yield {
        file: `sites/${id}.yaml`,
        path: ["uplinks", site.uplinks.findIndex(({ role }) => role === "primary"), "downMbit"],
        message: `the primary line has ${line} Mbit/s; for ${counted(devices, "device")} ${rounded(needed)} Mbit/s are needed`,
        hint: `a wider line, or fewer devices at this site (source: ${source})`,
      };
    }
  },
};
