import { listing, numbered } from "./lookups.js";
import type { Rule } from "./rule.js";

export const vmIdPool: Rule = {
  id: "vm-id-pool",
  on: "model",
  phase: "allocation",
  *check(context) {
    const { from, to } = context.declaration.traeger.addressPlan.vmIds;
    const outside = [...numbered(context)].filter(
      ({ demand, numbers: { vmId } }) => demand.existing.vmId !== vmId && (vmId < from || vmId > to),
    );
    if (outside.length === 0) return;
    const ids = outside.map(({ numbers }) => numbers.vmId);
    yield {
      file: "traeger.yaml",
      path: ["addressPlan", "vmIds"],
      of: "key",
      message: `VM ids lie outside of ${from} to ${to}: ${listing(outside.map(({ key, numbers }) => `${numbers.vmId} of ${key}`))}`,
      hint: `widen the range: "vmIds: { from: ${Math.min(from, ...ids)}, to: ${Math.max(to, ...ids)} }" or more`,
    };
  },
};
