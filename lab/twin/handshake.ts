import type { RouterIntent } from "../../model/intent.js";
import { bare } from "../../model/net.js";
import { inNode } from "./node.js";
import type { Twin } from "./twin.js";

/** Calls of a site's router and answers of the hubs, as packets on the hubs' lines. */
export interface Handshakes {
  readonly initiations: number;
  readonly responses: number;
}

/** Seconds: three calls, which are repeated each 5 s (REKEY_TIMEOUT in section 6.1 of the WireGuard paper). */
const WATCHED = 16;

/** Message type in the first byte (WireGuard paper, section 5.4): 1 is a call, 2 its answer. */
const FILTER = "udp and (udp[8] = 1 or udp[8] = 2)";
/** UDP payload of an answer; a call has 148 bytes. */
const RESPONSE = 92;

/**
 * What hubs and site say to each other for a while, once the router has these keys. The watched lines are those with
 * fixed addresses.
 */
export async function handshakes(
  twin: Twin,
  site: RouterIntent,
  keys: Readonly<Record<string, string>>,
): Promise<Handshakes> {
  const own = site.uplinks.flatMap(({ ipv4 }) => (ipv4 ? `host ${bare(ipv4.address)}` : []));
  const filter = `${FILTER} and (${own.join(" or ")})`;
  const hubs = hubsOf(twin, site);
  const all = (script: string) => Promise.all(hubs.map((pid) => inNode(pid, ["sh", "-c", script, "sh", filter])));
  await all("rm -f /run/watching");
  const watched = all(`timeout --signal=INT ${WATCHED} tcpdump -n -l -i any "$1" 2>/run/watching || true`);
  await all("until grep -qs listening /run/watching; do sleep 0.1; done");
  await useKeys(twin, site, keys);
  const lengths = (await watched).join("\n").match(/length \d+$/gm) ?? [];
  const responses = lengths.filter((text) => text === `length ${RESPONSE}`).length;
  return { initiations: lengths.length - responses, responses };
}

/** Public keys that the site's hubs accept. */
export async function knownKeys(twin: Twin, site: RouterIntent): Promise<ReadonlySet<string>> {
  const script =
    "wg show all peers; for space in $(ip netns list | cut -d' ' -f1); do ip netns exec $space wg show all peers; done";
  const said = await Promise.all(hubsOf(twin, site).map((pid) => inNode(pid, ["sh", "-c", script])));
  return new Set(said.join("\n").split(/\s+/));
}

/** Gives the tunnels of a router other private keys, as someone would who has the old device. Keys go by pipe. */
async function useKeys(twin: Twin, { device, instances }: RouterIntent, keys: Readonly<Record<string, string>>) {
  const pid = twin.pids.get(device.name) ?? 0;
  for (const { id, tunnels } of instances)
    for (const { interface: name } of tunnels) {
      const space = id === "education" ? [] : ["ip", "netns", "exec", id];
      // `cat`: what Node gives is a socket, which cannot be opened by name.
      const set = `cat | ${space.join(" ")} wg set ${name} private-key /dev/stdin`;
      await inNode(pid, ["sh", "-c", set], keys[id]);
    }
}

function hubsOf(twin: Twin, { instances }: RouterIntent): number[] {
  const names = instances.flatMap(({ tunnels }) => tunnels.flatMap(({ peers }) => peers.map(({ device }) => device)));
  return [...new Set(names)].flatMap((name) => twin.pids.get(name) ?? []);
}
