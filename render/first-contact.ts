import type { Network, RoutedSegment, RouterIntent, UplinkIntent } from "../model/intent.js";
import { bare } from "../model/net.js";

/** How a router or hub is reached before its first delivery. */
export interface FirstContact {
  /** Interface with the address: a line, or the management segment. */
  readonly over: { readonly line: UplinkIntent } | { readonly segment: RoutedSegment; readonly address: string };
  /** Address for SSH; undefined where the line's operator hands it out. */
  readonly address?: string;
  /** Who may call. */
  readonly from: readonly string[];
  /** Hub to go through: the line of a coupled site answers to the hubs only. */
  readonly jump?: string;
}

/**
 * A coupled site's router is reached on its line, because its tunnels do not stand yet; a hub, and a router that is
 * coupled to none, in the management segment.
 * @throws Error where there is neither
 */
export function firstContact(router: RouterIntent, { routers }: Pick<Network, "routers">): FirstContact {
  const line = lineOf(router);
  if (line) {
    const hubs = hubsOn(router, line);
    // A hub calls by its own primary line, whichever kind the device's is.
    const lines = hubs.flatMap((hub) => routers[hub]?.uplinks.filter(({ role }) => role === "primary") ?? []);
    return {
      over: { line },
      from: [...new Set(lines.flatMap(({ ipv4 }) => (ipv4 ? bare(ipv4.address) : [])))],
      ...(line.ipv4 ? { address: bare(line.ipv4.address) } : {}),
      ...(hubs[0] ? { jump: hubs[0] } : {}),
    };
  }
  const zone = router.role === "hub" ? "dc-management" : "management";
  const segment = router.instances.flatMap(({ segments }) => segments).find((one) => one.zone === zone);
  const address = segment?.addresses.find((one) => !one.includes(":"));
  if (!segment || !address)
    throw new Error(
      `${router.device.name} has neither a tunnel nor an address in a management segment: nobody could reach it`,
    );
  return { over: { segment, address }, address: bare(address), from: router.administration };
}

/** Of the lines with a tunnel, one with a fixed address before one without, the primary before its substitute. */
function lineOf({ role, uplinks, instances }: RouterIntent): UplinkIntent | undefined {
  if (role === "hub") return undefined;
  const carrying = new Set(instances.flatMap(({ tunnels }) => tunnels.flatMap(({ uplink }) => uplink ?? [])));
  const rank = (line: UplinkIntent) => (line.ipv4 ? 0 : 2) + (line.role === "primary" ? 0 : 1);
  return uplinks.filter(({ interface: name }) => carrying.has(name)).sort((a, b) => rank(a) - rank(b))[0];
}

/** The other ends of the line's tunnels. */
function hubsOn({ instances }: RouterIntent, line: UplinkIntent): string[] {
  const tunnels = instances.flatMap((instance) => instance.tunnels);
  const peers = tunnels.filter(({ uplink }) => uplink === line.interface).flatMap((tunnel) => tunnel.peers);
  return [...new Set(peers.map(({ device }) => device))];
}
