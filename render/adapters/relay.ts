import type { RoutedSegment } from "../../model/intent.js";

/** Servers (IPv4) to which the router passes on what a segment's devices ask for, in its own name (RFC 1542). */
export function relayTargets({ dhcp, gatewayOwner }: RoutedSegment): readonly string[] {
  if (gatewayOwner !== "router" || dhcp.owner === "router" || dhcp.owner === "none") return [];
  return dhcp.servers.filter((server) => !server.includes(":"));
}
