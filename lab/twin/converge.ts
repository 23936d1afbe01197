import { groupBy } from "../../model/collections.js";
import type { RouterIntent } from "../../model/intent.js";
import { MachineError, pause } from "./machine.js";
import { onDevice, type Twin } from "./twin.js";

/** The other end of a tunnel, as one end sees it. */
interface Peer {
  /** Whose FRR is asked. */
  readonly node: string;
  readonly instance: string;
  /** Inner address of the other end. */
  readonly address: string;
}

/** What FRR says of a peer, of which traffic needs all. */
interface Session {
  readonly bgp: string;
  /** Routes of IPv4 that were taken from it. */
  readonly routes: number;
  readonly bfd: string;
}
const UNKNOWN: Session = { bgp: "unknown", routes: 0, bfd: "unknown" };

/**
 * Waits until every site of the twin has all its tunnels: BGP established with routes taken, BFD up. FRR is asked, at
 * the sites, because a hub also knows sites that are not in the twin.
 *
 * @throws MachineError naming what is missing
 */
export async function converged(twin: Twin, sites: readonly RouterIntent[], seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const missing = (await Promise.all(sites.map((site) => missingAt(twin, site)))).flat();
    if (missing.length === 0) return;
    if (performance.now() > end) {
      throw new MachineError(`no BGP or BFD within ${seconds} seconds: ${missing.map(worded).join(", ")}`);
    }
    // Asking costs the machine some processes for each site.
    await pause(250 * sites.length);
  }
}

/** Waits until a site has given up all its tunnels on a line. @throws MachineError naming what is still up */
export async function parted(twin: Twin, site: RouterIntent, line: string, seconds: number): Promise<void> {
  const only = site.instances.map((one) => ({ ...one, tunnels: one.tunnels.filter(({ uplink }) => uplink === line) }));
  const peers = only.flatMap(({ tunnels }) => tunnels.flatMap((tunnel) => tunnel.peers)).length;
  const end = performance.now() + seconds * 1000;
  while ((await missingAt(twin, { ...site, instances: only })).length < peers) {
    if (performance.now() > end) throw new MachineError(`${site.device.name} still has tunnels on ${line}`);
    await pause(250);
  }
}

function worded({ node, instance, address, session: { bgp, routes, bfd } }: Missing): string {
  return `${node} ${instance} ${address} (BGP ${bgp}, ${routes} routes, BFD ${bfd})`;
}

interface Missing extends Peer {
  readonly session: Session;
}

async function missingAt(twin: Twin, site: RouterIntent): Promise<Missing[]> {
  const wanted = [...groupBy(peersOf(twin, site), ({ node, instance }) => `${node} ${instance}`).values()];
  const found = await Promise.all(
    wanted.map(async (peers) => {
      const [{ node, instance }] = peers as [Peer];
      const sessions = await sessionsOf(twin, node, instance);
      const seen = peers.map((peer) => ({ ...peer, session: sessions.get(peer.address) ?? UNKNOWN }));
      return seen.filter(({ session }) => !carries(session));
    }),
  );
  return found.flat();
}

/** Who is asked for whom. What stands in place of a node is slow, so its hubs are asked for it. */
function peersOf({ instead }: Twin, { device: { name }, instances }: RouterIntent): Peer[] {
  const tunnels = instances.flatMap(({ id, tunnels }) => tunnels.map((tunnel) => ({ instance: id, ...tunnel })));
  return tunnels.flatMap(({ instance, inner4, peers }) =>
    peers.map((peer) =>
      instead?.has(name)
        ? { node: peer.device, instance, address: inner4 }
        : { node: name, instance, address: peer.inner4 },
    ),
  );
}

const carries = ({ bgp, routes, bfd }: Session) => bgp === "Established" && routes > 0 && bfd === "up";

/** Address of the peer → session. */
async function sessionsOf(twin: Twin, node: string, instance: string): Promise<ReadonlyMap<string, Session>> {
  const space = instance === "education" ? [] : ["-N", instance];
  const ask = (question: string) =>
    onDevice(twin, node, ["vtysh", ...space, "-c", question]).then(JSON.parse, () => ({}));
  const [bgp, bfd] = (await Promise.all([ask("show bgp ipv4 unicast summary json"), ask("show bfd peers json")])) as [
    { peers?: Record<string, { state: string; pfxRcd: number }> },
    { peer: string; status: string }[] | Record<string, never>,
  ];
  const status = new Map(Array.isArray(bfd) ? bfd.map((one) => [one.peer, one.status]) : []);
  return new Map(
    Object.entries(bgp.peers ?? {}).map(([address, { state, pfxRcd }]) => [
      address,
      { bgp: state, routes: pfxRcd, bfd: status.get(address) ?? UNKNOWN.bfd },
    ]),
  );
}
