import { mainSwitch } from "../resolve/network/cabling.js";
import { portPlaces } from "../resolve/network/ports.js";
import type { Rule } from "./rule.js";

export const routerPort: Rule = {
  id: "router-port",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [site, declared] of declaration.sites) {
      const main = mainSwitch(declared);
      for (const [id, { profiles }] of Object.entries(declared.switches)) {
        const range = profiles.router;
        if (range === undefined) continue;
        const place = { file: `sites/${site}.yaml`, path: ["switches", id, "profiles", "router"] };
        if (id !== main)
          yield {
            ...place,
            of: "key",
            message: `the site's router is connected to its main distributor ${main}, not to ${id}`,
            hint: `another profile; the links between ${id} and ${main} find their ports by themselves`,
          };
        else if (portPlaces(range).length > 1)
          yield {
            ...place,
            message: `the site's router has one port inside; ${range} are ${portPlaces(range).length}`,
            hint: "one port, or none: then the router finds its port by itself",
          };
      }
    }
  },
};
