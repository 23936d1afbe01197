import type { DiscoveryIntent } from "../../../model/intent.js";
import { HEAD, lines } from "../text.js";
import type { DeviceRules } from "./nft-device.js";
import { interfaceSet } from "./nft-sets.js";

/** Multicast DNS (RFC 6762 section 3): groups and port. */
const GROUPS = ["ip daddr 224.0.0.251", "ip6 daddr ff02::fb"] as const;
const PORT = 5353;
/** First bit after the identifier in a message (RFC 1035 section 4.1.1): 0 in a question, 1 in an answer. */
const QR = "@th,80,8 & 0x80 ==";

/** The reflector. It publishes nothing of its own, and passes on the declared types only. */
export function avahi(discovery: DiscoveryIntent): string {
  return (
    HEAD +
    lines(
      ...["[server]", "use-ipv4=yes", "use-ipv6=yes"],
      `allow-interfaces=${interfacesOf(discovery).join(",")}`,
      ...["enable-dbus=no", "disallow-other-stacks=yes"],
      ...["[wide-area]", "enable-wide-area=no"],
      ...["[publish]", "disable-publishing=yes"],
      ...["[reflector]", "enable-reflector=yes", "reflect-ipv=no"],
      `reflect-filters=${discovery.types.map((type) => `${type}.local`).join(",")}`,
    )
  );
}

/** avahi passes on in all directions; which one is meant, only the packets tell: who looks asks, who offers answers. */
export function discoveryRules(discovery: DiscoveryIntent | undefined): DeviceRules {
  if (!discovery) return { input: [], output: [] };
  const udp = `udp sport ${PORT} udp dport ${PORT}`;
  const heard = (names: readonly string[], qr: string) =>
    GROUPS.map((group) => `iifname ${interfaceSet(names)} ${group} ${udp} ${QR} ${qr} accept comment "discovery"`);
  const all = interfaceSet(interfacesOf(discovery));
  return {
    input: [...heard(discovery.seekers, "0x0"), ...heard(discovery.providers, "0x80")],
    output: [
      ...GROUPS.map((group) => `oifname ${all} ${group} ${udp} accept comment "discovery"`),
      // Switches that snoop learn from it that the router listens (RFC 4541).
      `oifname ${all} ip protocol igmp accept comment "discovery"`,
    ],
  };
}

function interfacesOf({ seekers, providers }: DiscoveryIntent): string[] {
  return [...new Set([...seekers, ...providers])].sort();
}
