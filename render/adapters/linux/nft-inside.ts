import type { InstanceIntent } from "../../../model/intent.js";
import { contains, parsePrefix } from "../../../model/net.js";
import { mergePrefixes, ofFamily } from "./nft-sets.js";

/** What is never the Internet: IPv4 by RFC 6890 (without the ranges for examples), IPv6 all but 2000::/3 (RFC 4291). */
const PRIVATE: Readonly<Record<4 | 6, readonly string[]>> = {
  4: [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
  ],
  6: ["::/3", "4000::/2", "8000::/1"],
};

/** Private prefixes and, whatever they are, our own and those behind the tunnels. */
export function insidePrefixes({ segments, tunnels, advertise }: InstanceIntent, family: 4 | 6): string[] {
  const own = segments.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  const far = beyond(tunnels);
  const all = [...own, ...far, ...advertise].filter((prefix) => parsePrefix(prefix).length > 0);
  return mergePrefixes([...PRIVATE[family], ...ofFamily(all, family)]);
}

/** What lies behind the tunnels, and their other ends. */
export function beyond(tunnels: InstanceIntent["tunnels"]): string[] {
  const peers = tunnels.flatMap((tunnel) => tunnel.peers);
  return peers.flatMap(({ allowed, inner4, inner6 }) => [...allowed, `${inner4}/32`, `${inner6}/128`]);
}

/** Whether an address is reached by the segments and tunnels only. */
export function isInside(address: string, instance: InstanceIntent): boolean {
  const family = address.includes(":") ? 6 : 4;
  const single = parsePrefix(`${address}/${family === 4 ? 32 : 128}`);
  const { segments, tunnels, advertise } = instance;
  const known = [
    ...PRIVATE[family],
    ...segments.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    ...beyond(tunnels),
    ...advertise,
  ].map(parsePrefix);
  return known.some((prefix) => prefix.length > 0 && contains(prefix, single));
}
