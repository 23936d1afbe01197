import { contains, formatPrefix, parseAddress, sizeOf } from "../net.js";
import { numbered, setting } from "./lookups.js";
import type { Rule } from "./rule.js";

export const existingAddress: Rule = {
  id: "existing-address",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const { demand, key } of numbered(context)) {
      const { ipv4 } = demand.existing;
      const nic = context.platform.machines[key]?.nics[0];
      if (ipv4 === undefined || !nic) continue;
      const segment = { bits: 32, base: parseAddress(nic.gateway4) - 1n, length: nic.ipv4Length } as const;
      const address = parseAddress(ipv4);
      const part = Number(address - segment.base);
      const inside = contains(segment, { bits: 32, base: address, length: 32 });
      if (inside && part > 1 && part < Number(sizeOf(segment)) - 1) continue;
      yield {
        ...setting(demand.installation, "existing", demand.key, "ipv4"),
        message: inside
          ? `${ipv4} is the network, the gateway or the broadcast address of ${formatPrefix(segment)}`
          : `${ipv4} does not lie in ${formatPrefix(segment)}, the segment of the machine (${nic.role})`,
        hint:
          demand.cluster?.site === undefined
            ? "a machine keeps its address only if the segment has the same prefix"
            : `pin the segment's prefix in sites/${demand.cluster.site}.yaml: "segments: { ${nic.role}: { ipv4: … } }"`,
      };
    }
  },
};
