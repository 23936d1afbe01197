import { numbered, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

const ALLOCATED = { vmId: "vmId", hostname: "name", node: "node" } as const;

export const existingDiffers: Rule = {
  id: "existing-differs",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const { demand, key, file, numbers } of numbered(context)) {
      const address = context.platform.machines[key]?.nics[0]?.ipv4;
      const given = { ...numbers, ipv4: address };
      for (const [name, pinned] of Object.entries(demand.existing)) {
        const value = given[name === "ipv4" ? "ipv4" : ALLOCATED[name as keyof typeof ALLOCATED]];
        if (value !== undefined && value !== pinned)
          yield {
            ...setting(demand.installation, "existing", demand.key, name),
            message: `${name} ${pinned} differs from ${value}, which was given before`,
            hint: `as long as the machine was never applied, delete machines.${demand.key} in ${file} and run: npm run allocate`,
          };
      }
    }
  },
};
