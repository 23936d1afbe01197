import { addressProblem } from "./existing-address.js";
import { numbered, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const existingDiffers: Rule = {
  id: "existing-differs",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const { demand, key, file, numbers } of numbered(context)) {
      const address = context.platform.machines[key]?.nics[0]?.ipv4;
      const given = { vmId: numbers.vmId, hostname: numbers.name, node: numbers.node, ipv4: address };
      for (const name of ["vmId", "hostname", "node", "ipv4"] as const) {
        const pinned = demand.existing[name];
        const misplaced = name === "ipv4" && addressProblem(context, demand, key);
        if (pinned === undefined || given[name] === undefined || given[name] === pinned || misplaced) continue;
        yield {
          ...setting(demand.installation, "existing", demand.key, name),
          message: `${name} ${pinned} differs from ${given[name]}, which was given before`,
          hint: `as long as the machine was never applied, delete machines.${demand.key} in ${file} and run: npm run allocate`,
        };
      }
    }
  },
};
