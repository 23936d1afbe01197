import { primaryUplink } from "../resolve/products.js";
import { livingSchools, rounded } from "./lookups.js";
import type { Rule } from "./rule.js";

export const lineCapacity: Rule = {
  id: "line-capacity",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { minimumMbit, perDeviceMbit } = catalogue.lines;
    for (const [id, site] of declaration.sites) {
      const schools = livingSchools(declaration).filter(([, { sites }]) => sites[0] === id);
      const line = primaryUplink(site)?.downMbit ?? 0;
      if (site.lifecycle === "retired" || schools.length === 0) continue;
      const devices = schools.reduce((sum, [, { devices: d }]) => sum + d.computers + d.tablets + d.displays + d.byod, 0);
      const needed = Math.max(minimumMbit.value, perDeviceMbit.value * devices);
      if (line >= needed) continue;
      const { source } = needed === minimumMbit.value ? minimumMbit : perDeviceMbit;
      yield {
        file: `sites/${id}.yaml`,
        path: ["uplinks", site.uplinks.findIndex(({ role }) => role === "primary"), "downMbit"],
        message: `the primary line has ${line} Mbit/s; ${devices} devices need ${rounded(needed)} Mbit/s`,
        hint: source,
      };
    }
  },
};
