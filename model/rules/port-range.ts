import { modelOf } from "../resolve/network/devices.js";
import { frontPorts, portNumbers } from "../resolve/network/ports.js";
import type { Rule } from "./rule.js";

export const portRange: Rule = {
  id: "port-range",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const [site, { switches }] of declaration.sites)
      for (const [id, { model, ports, profiles }] of Object.entries(switches)) {
        const last = frontPorts(catalogue.devices[modelOf("switch", model)], ports).length;
        const taken = new Map<number, string>();
        for (const [profile, range] of Object.entries(profiles)) {
          const place = { file: `sites/${site}.yaml`, path: ["switches", id, "profiles", profile] };
          const numbers = portNumbers(range);
          const outside = numbers.find((number) => number < 1 || number > last);
          if (numbers.length === 0)
            yield { ...place, message: `${range} holds no port`, hint: "the smaller number first" };
          else if (outside !== undefined)
            yield {
              ...place,
              message: `the device has no port ${outside}; it has ${last}`,
              hint: `ports 1 to ${last}`,
            };
          const again = numbers.find((number, index) => taken.has(number) || numbers.indexOf(number) < index);
          if (again !== undefined)
            yield {
              ...place,
              message: taken.has(again)
                ? `port ${again} is in the range of ${taken.get(again)} already`
                : `port ${again} is in ${range} twice`,
              hint: "each port stands once, in one profile",
            };
          for (const number of numbers) taken.set(number, profile);
        }
      }
  },
};
