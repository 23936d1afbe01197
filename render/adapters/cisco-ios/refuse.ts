import type { Chassis, InstanceIntent, RouterIntent, UplinkIntent } from "../../../model/intent.js";
import { portsOf, Refusal } from "../refusal.js";
import { isIpv6 } from "./words.js";

/** What a router of this family does not do, by the keys of catalogue/adapters.yaml. @returns its ports */
export function refuse(intent: RouterIntent): Chassis {
  const { device, role, uplinks, instances } = intent;
  const no: No = (feature, reason) => {
    throw new Refusal(device.name, feature, reason);
  };
  if (role === "hub") no("hub", "a hub is not rendered");
  const chassis = portsOf(intent);
  for (const { interface: line, handover, refuses = [] } of uplinks) {
    if (handover === "pppoe") no("pppoe", `${line}: PPPoE is not rendered`);
    if (refuses.length > 0) no("line-classes", `${line}: traffic classes are not kept off a line`);
  }
  if (intent.directory) no("local-directory", "names of a directory at the site are not asked from it");
  for (const instance of instances) {
    for (const { interface: tunnel, protocol } of instance.tunnels) no(protocol, `${tunnel}: tunnels are not rendered`);
    if (instance.discovery) no("discovery", "multicast DNS is not passed on between segments");
    if (instance.partner || instance.routes.length > 0) no("hub", "routes and partners of a hub are not rendered");
    segments(instance, no);
    policies(instance, uplinks, no);
  }
  return chassis;
}

type No = (feature: Refusal["feature"], reason: string) => never;

function segments({ segments }: InstanceIntent, no: No): void {
  for (const { role, dhcp, shared, translated } of segments) {
    if (translated) no("translation", `${role}: no prefix is translated for those outside`);
    if (shared) no("hub", `${role}: a shared address is not rendered`);
    if (dhcp.owner === "central" && dhcp.withoutUplink === "router")
      no("dhcp-fallback", `${role}: IOS cannot take over from central servers that are away`);
  }
}

function policies({ id, policies, services }: InstanceIntent, uplinks: readonly UplinkIntent[], no: No): void {
  const first = bestFirst(uplinks)[0];
  for (const { id: policy, from, to, broadcast } of [...policies, ...services]) {
    if (from.at === "tunnel" || to.at === "tunnel") no("ikev2", `${policy}: nothing is behind tunnels here`);
    if (broadcast) no("wake-on-lan", `${policy}: nothing is sent to the broadcast address of a segment`);
    if (from.at === "internet") no("inbound", `${policy}: nothing comes in from the Internet`);
    if (to.at !== "internet" || to.via.length === 0) continue;
    if (id !== "education") no("internet-verwaltung", `${policy}: lines belong to the educational instance`);
    if (from.at !== "segment") continue;
    if (first && !to.via.includes(first.interface))
      no(
        "line-choice",
        `${policy}: ${from.zone} may not use ${first.interface}; no way past the first line is rendered`,
      );
    const wide = uplinks.some((line) => to.via.includes(line.interface) && line.ipv6);
    if (wide && from.prefixes.some((prefix) => isIpv6(prefix) && /^f[cd]/i.test(prefix)))
      no("nat66", `${policy}: ${from.zone} has only local IPv6 addresses, which this family does not translate`);
  }
}

export function bestFirst(uplinks: readonly UplinkIntent[]): UplinkIntent[] {
  return uplinks
    .filter(({ idle }) => !idle)
    .sort((a, b) => Number(a.role === "fallback") - Number(b.role === "fallback"));
}
