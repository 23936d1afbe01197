import { counted } from "../counted.js";
import { modelOf } from "../resolve/network/devices.js";
import { frontPorts, portLabel, portPlaces } from "../resolve/network/ports.js";
import type { Rule } from "./rule.js";

export const portRange: Rule = {
  id: "port-range",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const [site, { switches }] of declaration.sites)
      for (const [id, { model, ports, stack: members = 1, profiles }] of Object.entries(switches)) {
        const last = frontPorts(catalogue.devices[modelOf("switch", model)], ports).length;
        const taken = new Map<string, string>();
        for (const [profile, range] of Object.entries(profiles)) {
          const place = { file: `sites/${site}.yaml`, path: ["switches", id, "profiles", profile] };
          const places = portPlaces(range);
          const labels = places.map(portLabel);
          const elsewhere = places.find(({ member }) => member < 1 || member > members);
          const outside = places.find(({ number }) => number < 1 || number > last);
          const empty = range.split(",").find((part) => portPlaces(part).length === 0);
          if (empty !== undefined)
            yield { ...place, message: `${empty} holds no port`, hint: "the smaller number first" };
          else if (elsewhere)
            yield {
              ...place,
              message: `${range} names member ${elsewhere.member}; the device has ${counted(members, "member")}`,
              hint: members === 1 ? `ports 1 to ${last}, or "stack: …"` : `members 1 to ${members}, or another "stack"`,
            };
          else if (outside)
            yield {
              ...place,
              message: `the device has no port ${portLabel(outside)}; ${members === 1 ? "it" : "each member"} has ${last}`,
              hint: `ports 1 to ${last}`,
            };
          const again = labels.find((label, index) => taken.has(label) || labels.indexOf(label) < index);
          if (again !== undefined)
            yield {
              ...place,
              message: taken.has(again)
                ? `port ${again} is in the range of ${taken.get(again)} already`
                : `port ${again} is in ${range} twice`,
              hint: "each port stands once, in one profile",
            };
          for (const label of labels) taken.set(label, profile);
        }
      }
  },
};
