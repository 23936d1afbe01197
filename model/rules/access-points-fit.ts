import { counted } from "../counted.js";
import { parsePrefix, sizeOf } from "../net.js";
import type { Rule } from "./rule.js";

/** Access points have the host parts from 16 on in the management segment. */
const FIRST = 16;

export const accessPointsFit: Rule = {
  id: "access-points-fit",
  on: "model",
  phase: "platform",
  *check({ declaration, platform }) {
    for (const [id, { accessPoints, segments }] of Object.entries(platform.sites)) {
      const management = segments.find(({ role }) => role === "management");
      if (!management || accessPoints.length === 0) continue;
      const room = Math.max(0, Number(sizeOf(parsePrefix(management.ipv4))) - 1 - FIRST);
      const pinned = declaration.sites.get(id)?.segments.management?.ipv4 !== undefined;
      if (accessPoints.length > room)
        yield {
          file: `sites/${id}.yaml`,
          path: pinned ? ["segments", "management", "ipv4"] : ["accessPoints", "count"],
          message: `${counted(accessPoints.length, "access point")}; the management segment ${management.ipv4} has room for ${room}`,
          hint: `a larger prefix: "segments: { management: { ipv4: … } }"`,
        };
    }
  },
};
