import type { RouterIntent, TunnelIntent, UplinkIntent } from "../../../model/intent.js";
import { lines } from "../text.js";
import { place, portOf } from "./link-layer.js";

/**
 * In which order packets leave on a full line, by tc-cake(8): those with DSCP CS6 (BFD and BGP of FRR) and EF (telephones)
 * first, and all hosts get their share. In a tunnel nobody can tell packets apart any more, so each one has a queue where
 * they enter; it counts them as the line will and has the same bandwidth, so that they wait here as long as one tunnel alone
 * fills the line. Where several do, or the Internet, too, they wait on the line, where a tunnel's packets are one flow. Of
 * frames with PPPoE cake reads neither DSCP nor hosts, only the mark.
 */
const ORDER = "diffserv4 dual-srchost";

/**
 * On the line tunnels go before the Internet until they fill half of it. Their packets' mark is 101 and more, and of it this
 * leaves the third of the four tins, "Video" of the man page.
 */
const TUNNELS_FIRST = "fwmark 0x60";
const ETHERNET_HEADER = 14;

/** Lines `shape` of the file `link-layer`. */
export function shaping({ uplinks, instances }: RouterIntent): string {
  const tunnels = instances.flatMap((instance) => instance.tunnels.map((tunnel) => ({ instance, tunnel })));
  const orders = uplinks.map((line) => {
    if (line.shapedKbit === undefined) return [];
    const order = `cake bandwidth ${line.shapedKbit}kbit ${ORDER}`;
    return [
      `shape ${portOf(line)} ${order} nat ${TUNNELS_FIRST}`,
      ...tunnels
        .filter(({ tunnel }) => tunnel.uplink === line.interface)
        .map(
          ({ instance, tunnel }) =>
            `shape ${tunnel.interface} ${order} overhead ${overhead(line, tunnel)}${place(instance)}`,
        ),
    ];
  });
  return lines(...orders);
}

const overhead = (line: UplinkIntent, tunnel: TunnelIntent) => line.mtu - tunnel.mtu + ETHERNET_HEADER;
