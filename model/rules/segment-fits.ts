import { devicesOfSites } from "../allocate/address-plan.js";
import { counted } from "../counted.js";
import { parsePrefix, usableHosts } from "../net.js";
import type { Rule } from "./rule.js";

export const segmentFits: Rule = {
  id: "segment-fits",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue, platform }) {
    const devicesOf = devicesOfSites(declaration, catalogue);
    for (const [id, site] of Object.entries(platform.sites)) {
      for (const { role, ipv4 } of site.segments) {
        const devices = devicesOf.get(id)?.get(role) ?? 0;
        const room = Math.max(0, usableHosts(parsePrefix(ipv4)));
        // Management has fixed places for its devices: rules switches-fit and access-points-fit.
        if (devices <= room || role === "management") continue;
        const pinned = declaration.sites.get(id)?.segments[role]?.ipv4 !== undefined;
        yield {
          file: `sites/${id}.yaml`,
          path: pinned ? ["segments", role, "ipv4"] : ["plan"],
          message: `${counted(devices, "device")} in segment ${role}; ${ipv4} has room for ${room}`,
          hint: pinned
            ? "a larger prefix"
            : `a larger prefix of its own: "segments: { ${role}: { ipv4: … } }"; the plan of a site is fixed by its allocation`,
        };
      }
    }
  },
};
