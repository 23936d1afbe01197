import type { Rule } from "./rule.js";

/**
 * Keys are made when a device is commissioned, so a declaration begins without any. From the first one on, a device
 * without its own can be delivered no more than its peers can.
 */
export const missingTunnelKey: Rule = {
  id: "missing-tunnel-key",
  on: "model",
  phase: "platform",
  *check({ declaration: { keys }, platform: { network, sites } }) {
    for (const device of keys.keys())
      if (!network.routers[device])
        yield {
          file: `keys/${device}.yaml`,
          path: [],
          message: `there is no router or hub ${device}`,
          hint: "remove the file; what was renamed gets new keys by npm run bootstrap -- --device <name>",
        };
    if (keys.size === 0) return;
    for (const { device, site, instances } of Object.values(network.routers)) {
      if (site !== undefined && sites[site]?.lifecycle === "planned") continue;
      const without = instances.filter(({ id, tunnels }) => tunnels.length > 0 && !keys.get(device.name)?.[id]);
      if (without.length > 0)
        yield {
          file: keys.has(device.name) ? `keys/${device.name}.yaml` : site ? `sites/${site}.yaml` : "traeger.yaml",
          path: [],
          message: `${device.name} has no public key for its tunnels (${without.map(({ id }) => id).join(", ")})`,
          hint: `run: npm run bootstrap -- --device ${device.name}`,
        };
    }
  },
};
