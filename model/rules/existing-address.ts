import { contains, formatPrefix, parseAddress, sizeOf } from "../net.js";
import type { MachineDemand } from "../resolve/machines.js";
import { numbered, setting } from "./lookups.js";
import type { PlatformContext, Rule } from "./rule.js";

export const existingAddress: Rule = {
  id: "existing-address",
  on: "model",
  phase: "platform",
  *check(context) {
    for (const { demand, key } of numbered(context)) {
      const problem = addressProblem(context, demand, key);
      if (problem) yield { ...setting(demand.installation, "existing", demand.key, "ipv4"), ...problem };
    }
  },
};

/** Why a machine cannot keep its address in the segment that it stands in. */
export function addressProblem(
  { platform }: PlatformContext,
  { existing: { ipv4 }, cluster }: MachineDemand,
  key: string,
): { message: string; hint: string } | undefined {
  const nic = platform.machines[key]?.nics[0];
  if (ipv4 === undefined || !nic) return undefined;
  // The gateway is the first address of each segment.
  const segment = { bits: 32, base: parseAddress(nic.gateway4) - 1n, length: nic.ipv4Length } as const;
  const address = parseAddress(ipv4);
  if (!contains(segment, { bits: 32, base: address, length: 32 })) {
    const pin = `pin the segment's prefix in sites/${cluster?.site}.yaml: "segments: { ${nic.role}: { ipv4: … } }"`;
    return {
      message: `${ipv4} does not lie in ${formatPrefix(segment)}, the segment of the machine (${nic.role})`,
      hint:
        cluster?.site === undefined ? "leave it out: in a data centre the machine gets an address of its segment" : pin,
    };
  }
  const part = Number(address - segment.base);
  if (part > 1 && part < Number(sizeOf(segment)) - 1) return undefined;
  return {
    message: `${ipv4} is the network, the gateway or the broadcast address of ${formatPrefix(segment)}`,
    hint: "another address",
  };
}
