import type { RouterIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";
import { toSegmentBroadcast } from "./nft-policies.js";

/**
 * Kernel settings of every network namespace of the device. `*`: all interfaces, and the default of later ones. `all` alone
 * only where it is enough: the kernel takes the greater value or any that is on, or `all` writes each interface's.
 */
export function sysctl({ instances }: RouterIntent): string {
  const wakes = instances.some(({ policies }) => policies.some(toSegmentBroadcast));
  return (
    HEAD +
    lines(
      // Redirects would let a host of a segment change the way that the flow table allows.
      "net.ipv4.conf.*.accept_redirects = 0",
      // Packets to a segment's broadcast address pass like others: which ones, says the packet filter's chain `broadcasts`, and
      // in the Verwaltung its default deny. Said where none may, too, because what is no longer named would stay as it was.
      `net.ipv4.conf.*.bc_forwarding = ${wakes ? 1 : 0}`,
      // Site and hub may change lines at different moments; nftables checks senders instead.
      "net.ipv4.conf.*.rp_filter = 0",
      "net.ipv4.conf.*.send_redirects = 0",
      // A router answers for an address only on the interface that has it.
      "net.ipv4.conf.all.arp_announce = 2",
      "net.ipv4.conf.all.arp_ignore = 1",
      "net.ipv4.conf.all.accept_source_route = 0",
      // A line whose link is down takes its routes away, so that the next metric counts.
      "net.ipv4.conf.all.ignore_routes_with_linkdown = 1",
      "net.ipv4.ip_forward = 1",
      "net.ipv6.conf.*.accept_ra = 0",
      "net.ipv6.conf.*.accept_redirects = 0",
      "net.ipv6.conf.all.forwarding = 1",
      "net.ipv6.conf.all.ignore_routes_with_linkdown = 1",
    )
  );
}
