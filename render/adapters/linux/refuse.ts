import type { RouterIntent } from "../../../model/intent.js";
import { Refusal } from "../refusal.js";

/** What this adapter does not do (yet), by the keys of catalogue/adapters.yaml. */
export function refuse(intent: RouterIntent): void {
  const { name } = intent.device;
  for (const { id, segments, tunnels, policies } of intent.instances) {
    for (const { interface: tunnel, ike } of tunnels)
      if (ike && ike.localAddresses.length === 0)
        throw new Refusal(
          name,
          "ikev2-dynamic-line",
          `${tunnel}: strongSwan keeps to a line by its address, which is not known before the operator hands it out`,
        );
    for (const { role, dhcp } of segments)
      if (dhcp.owner === "central" && dhcp.withoutUplink === "router")
        throw new Refusal(
          name,
          "dhcp-fallback",
          `${role}: dnsmasq cannot take over from central servers that are away`,
        );
    for (const { id: policy, from, to } of policies)
      for (const end of [from, to])
        if (id !== "education" && end.at === "internet" && end.via.length > 0)
          throw new Refusal(name, "internet-verwaltung", `${policy}: lines belong to the educational instance`);
  }
}
