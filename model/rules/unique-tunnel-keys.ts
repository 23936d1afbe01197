import type { Rule } from "./rule.js";

export const uniqueTunnelKeys: Rule = {
  id: "unique-tunnel-keys",
  on: "model",
  phase: "declaration",
  *check({ declaration: { keys } }) {
    const owners = new Map<string, string>();
    for (const [device, own] of keys)
      for (const [instance, key] of Object.entries(own)) {
        const owner = owners.get(key);
        if (owner)
          yield {
            file: `keys/${device}.yaml`,
            path: [instance],
            message: `this is the key of ${owner} already`,
            hint: `run: npm run bootstrap -- --device ${device} --replace`,
          };
        owners.set(key, `${device} (${instance})`);
      }
  },
};
