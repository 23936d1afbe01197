import { frontPorts } from "../resolve/network/ports.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const switchFigures: Rule = {
  id: "switch-figures",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue: { devices } }) {
    for (const [site, { switches }] of declaration.sites)
      for (const [id, { model, ports, poeWatt }] of Object.entries(switches)) {
        const known = model === undefined ? undefined : entryOf(devices, model);
        if (!known?.ports) continue;
        const place = (key: string) => ({ file: `sites/${site}.yaml`, path: ["switches", id, key] });
        const access = frontPorts(known, ports).filter(({ uplink }) => !uplink).length;
        if (access !== ports)
          yield {
            ...place("ports"),
            message: `${known.name} has ${access} access ports, not ${ports}`,
            hint: `"ports: ${access}", or the model that the device is`,
          };
        if (known.poeWatt !== undefined && poeWatt > known.poeWatt)
          yield {
            ...place("poeWatt"),
            message: `${known.name} feeds ${known.poeWatt} W, not ${poeWatt} W`,
            hint: `"poeWatt: ${known.poeWatt}" or less, or the model that the device is`,
          };
      }
  },
};
