import { numbered, valuePlace } from "./lookups.js";
import type { Rule } from "./rule.js";

export const hostnameLimit: Rule = {
  id: "hostname-limit",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const machine of numbered(context)) {
      const { name } = machine.numbers;
      const { hostnameMax, source } = machine.demand.entry;
      if (name.length > hostnameMax)
        yield {
          ...valuePlace(machine, "hostname", "name"),
          message: `host name ${name} has ${name.length} characters; ${machine.demand.kind} takes at most ${hostnameMax}`,
          hint: source,
        };
    }
  },
};
