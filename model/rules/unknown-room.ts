import { suggestion } from "../candidates.js";
import { roomsOf } from "../resolve/sites.js";
import type { Rule } from "./rule.js";

export const unknownRoom: Rule = {
  id: "unknown-room",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    for (const [id, site] of declaration.sites) {
      const known = roomsOf(site);
      for (const [ssid, { rooms = [] }] of Object.entries(site.ssids))
        for (const [index, room] of rooms.entries())
          if (!known.includes(room))
            yield {
              file: `sites/${id}.yaml`,
              path: ["ssids", ssid, "rooms", index],
              message: `the site has no access point in the room ${JSON.stringify(room)}`,
              hint: suggestion(room, known),
            };
    }
  },
};
