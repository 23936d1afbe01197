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
      const names = missing.map(({ node, instance, address }) => `${node} ${instance} ${address}`);
      throw new MachineError(`no BGP or BFD within ${seconds} seconds: ${names.join(", ")}`);
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

async function missingAt(twin: Twin, site: RouterIntent): Promise<Peer[]> {
  const wanted = [...groupBy(peersOf(twin, site), ({ node, instance }) => `${node} ${instance}`).values()];
  const found = await Promise.all(
    wanted.map(async (peers) => {
      const [{ node, instance }] = peers as [Peer];
      const up = await peersUp(twin, node, instance);
      return peers.filter(({ address }) => !up.has(address));
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

/** Both protocols: BGP with IPv4 routes from the peer, and BFD. */
async function peersUp(twin: Twin, node: string, instance: string): Promise<ReadonlySet<string>> {
  const space = instance === "education" ? [] : ["-N", instance];
  const ask = (question: string) =>
    onDevice(twin, node, ["vtysh", ...space, "-c", question]).then(JSON.parse, () => ({}));
  const [bgp, bfd] = (await Promise.all([ask("show bgp ipv4 unicast summary json"), ask("show bfd peers json")])) as [
    { peers?: Record<string, { state: string; pfxRcd: number }> },
    { peer: string; status: string }[] | Record<string, never>,
  ];
  const alive = new Set(Array.isArray(bfd) ? bfd.flatMap(({ peer, status }) => (status === "up" ? peer : [])) : []);
  const established = Object.entries(bgp.peers ?? {}).filter(
    ([, { state, pfxRcd }]) => state === "Established" && pfxRcd > 0,
  );
  return new Set(established.map(([address]) => address).filter((address) => alive.has(address)));
}
