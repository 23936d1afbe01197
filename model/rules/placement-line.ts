import { mainSite, primaryUplink, schoolInstallations } from "../resolve/products.js";
import { livingSchools, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const placementLine: Rule = {
  id: "placement-line",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { value, source } = catalogue.lines.clientManagementMbit;
    for (const [id, school] of livingSchools(declaration)) {
      const site = mainSite(declaration, school);
      const line = site ? (primaryUplink(site)?.downMbit ?? 0) : 0;
      if (!school.clientManagement || line >= value) continue;
      for (const installation of schoolInstallations(declaration, catalogue, id))
        if (installation.use.placement === "central" && installation.entry.placement === "auto")
          yield {
            ...setting(installation, "placement"),
            message: `${installation.product} of ${id} is central, but computers are managed over a line of ${line} Mbit/s; ${value} are needed`,
            hint: `"placement: local" or "placement: auto"; ${source}`,
          };
    }
  },
};
