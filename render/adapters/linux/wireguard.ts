import type { TunnelIntent, TunnelPeer } from "../../../model/intent.js";
import { contains, parsePrefix } from "../../../model/net.js";
import { HEAD, lines } from "../text.js";

/** Seconds between keep-alives of a calling site: below the 30 s for which RFC 4787 REQ-5 tells of NATs that forget. */
const KEEPALIVE = 25;

/** One WireGuard interface in the form of `wg showconf`; keys are references that the controller replaces. */
export function wireguard({ listenPort, mark, privateKey, peers }: TunnelIntent): string {
  const device = lines(
    "[Interface]",
    `ListenPort = ${listenPort}`,
    mark === undefined ? undefined : `FwMark = 0x${mark.toString(16)}`,
    `PrivateKey = ${privateKey}`,
  );
  const sorted = [...peers].sort((a, b) => (a.device < b.device ? -1 : 1));
  return [HEAD + device, ...sorted.map(peer)].join("\n");
}

function peer(peer: TunnelPeer): string {
  const { publicKey, endpoint } = peer;
  return lines(
    "[Peer]",
    `PublicKey = ${publicKey}`,
    `AllowedIPs = ${allowedAddresses(peer).join(", ")}`,
    endpoint &&
      `Endpoint = ${endpoint.address.includes(":") ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port}`,
    endpoint && `PersistentKeepalive = ${KEEPALIVE}`,
  );
}

/** Prefixes of the peer, and its inner addresses where none of these has them. */
function allowedAddresses({ allowed, inner4, inner6 }: TunnelPeer): string[] {
  const outer = allowed.map(parsePrefix);
  const inner = [`${inner4}/32`, `${inner6}/128`].filter(
    (address) => !outer.some((prefix) => contains(prefix, parsePrefix(address))),
  );
  return [...inner, ...allowed];
}
