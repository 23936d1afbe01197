import { counted } from "../counted.js";
import { roomsOf } from "../resolve/sites.js";
import type { Rule } from "./rule.js";

export const accessPointRooms: Rule = {
  id: "access-point-rooms",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [site, { accessPoints }] of declaration.sites) {
      const { count, rooms } = accessPoints;
      const all = roomsOf({ accessPoints });
      const place = (index: number) => ({ file: `sites/${site}.yaml`, path: ["accessPoints", "rooms", index] });
      if (rooms.length > count)
        yield {
          ...place(count),
          message: `${counted(rooms.length, "room")} for ${counted(count, "access point")}; expected at most as many`,
          hint: `"count: ${rooms.length}", or the rooms that have one`,
        };
      for (const [index, room] of rooms.slice(0, count).entries())
        if (all.indexOf(room) < index || all.lastIndexOf(room) >= rooms.length)
          yield {
            ...place(index),
            message: `${JSON.stringify(room)} is the room of another access point already`,
            hint: `a name for each, such as "${room} 1" and "${room} 2"; those without one are AP 1, AP 2, … in their order`,
          };
    }
  },
};
