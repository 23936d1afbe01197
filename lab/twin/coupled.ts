import { makeNamespaces, plug } from "./namespace.js";
import { inNode, ready, startNode } from "./node.js";
import type { Run } from "./run.js";

/** The far end of the line and of the tunnel: the operator's gateway and a hub at once. */
export const HUB = "hub";

const START = `
  ip addr add 203.0.113.1/30 dev line && ip link set line up
  ip addr add 10.255.0.0/31 dev tunnel && ip link set tunnel up mtu 1420
  ip addr add 198.51.100.1/32 dev lo
  sed -i 's/^\\(bgpd\\|bfdd\\)=no/\\1=yes/' /etc/frr/daemons
  cat > /etc/frr/frr.conf && systemctl restart frr`;
const FRR = `router bgp 65000
 bgp router-id 10.255.0.0
 no bgp ebgp-requires-policy
 neighbor 10.255.0.1 remote-as 65001
 neighbor 10.255.0.1 bfd
 address-family ipv4 unicast
  network 198.51.100.1/32
 exit-address-family
exit
`;

/** One empty router with a line and a tunnel, and at their other end a hub that speaks BGP and BFD in the tunnel. */
export async function startCoupled(run: Run, name: string): Promise<void> {
  makeNamespaces(run, [HUB, name]);
  plug(run, [
    { a: { namespace: HUB, device: "line" }, b: { namespace: name, device: "wan-1" } },
    { a: { namespace: HUB, device: "tunnel" }, b: { namespace: name, device: "tun-1-dc1" } },
  ]);
  for (const node of [HUB, name]) startNode(run, { name: node, instances: { main: node } });
  const [hub] = await Promise.all([ready(run, HUB), ready(run, name)]);
  await inNode(hub, ["sh", "-c", START], FRR);
}
