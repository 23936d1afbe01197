import { HEAD, lines } from "../text.js";

/** Kernel settings of every network namespace of the device. */
export function sysctl(): string {
  return (
    HEAD +
    lines(
      // A router answers for an address only on the interface that has it.
      "net.ipv4.conf.all.arp_announce = 2",
      "net.ipv4.conf.all.arp_ignore = 1",
      // Redirects would let a host of a segment change the way that the flow table allows.
      "net.ipv4.conf.all.accept_redirects = 0",
      "net.ipv4.conf.all.accept_source_route = 0",
      // A line whose link is down takes its routes away, so that the next metric counts.
      "net.ipv4.conf.all.ignore_routes_with_linkdown = 1",
      // Site and hub may change lines at different moments; nftables checks senders instead.
      "net.ipv4.conf.all.rp_filter = 0",
      "net.ipv4.conf.all.send_redirects = 0",
      "net.ipv4.conf.default.accept_redirects = 0",
      "net.ipv4.conf.default.rp_filter = 0",
      "net.ipv4.conf.default.send_redirects = 0",
      "net.ipv4.ip_forward = 1",
      "net.ipv6.conf.all.accept_ra = 0",
      "net.ipv6.conf.all.accept_redirects = 0",
      "net.ipv6.conf.all.forwarding = 1",
      "net.ipv6.conf.all.ignore_routes_with_linkdown = 1",
      "net.ipv6.conf.default.accept_ra = 0",
      "net.ipv6.conf.default.accept_redirects = 0",
    )
  );
}
