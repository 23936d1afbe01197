import type { RouterIntent } from "../../model/intent.js";
import { MachineError } from "./machine.js";
import { inNode } from "./node.js";
import type { Twin } from "./twin.js";

/** What FRR says of the other end of a tunnel. */
interface Peer {
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
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function missingAt(twin: Twin, { device: { name: node }, instances }: RouterIntent): Promise<Peer[]> {
  const found = await Promise.all(
    instances.map(async ({ id: instance, tunnels }) => {
      const up = await peersUp(twin, node, instance);
      const wanted = tunnels.flatMap(({ peers }) => peers.map(({ inner4 }) => inner4));
      return wanted.flatMap((address) => (up.has(address) ? [] : [{ node, instance, address }]));
    }),
  );
  return found.flat();
}

/** Both protocols: BGP with IPv4 routes from the peer, and BFD. */
async function peersUp(twin: Twin, node: string, instance: string): Promise<ReadonlySet<string>> {
  const space = instance === "education" ? [] : ["-N", instance];
  const ask = (question: string) =>
    inNode(twin.pids.get(node) ?? 0, ["vtysh", ...space, "-c", question]).then(JSON.parse, () => ({}));
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
