import { fileURLToPath } from "node:url";
import { each, start, until } from "./machine.js";
import { inNode } from "./node.js";
import { inside, netnsPath } from "./run.js";
import type { Twin } from "./twin.js";

const SUMS = fileURLToPath(new URL("probe/checksums.py", import.meta.url));

/** Seconds until every port forwards: a trunk without a neighbour that speaks RSTP waits for one first. */
const FORWARDING = 60;

/** Starts the switches of all sites, and tells them what they are. The ports need not forward yet. */
export async function startSwitches(twin: Twin): Promise<void> {
  await writeSums(twin);
  await each(twin.topology.switches, async ({ name, commands, flows }) => {
    await inNode(twin.pids.get(name) ?? 0, ["sh", "-euc", START]);
    await tell(twin, name, commands);
    for (const [bridge, lines] of flows) await replaceFlows(twin, name, bridge, lines);
  });
}

/** Gives an Open vSwitch of the twin commands, all in one transaction, and waits until they are in force. */
export function tell({ pids }: Twin, node: string, commands: readonly string[]): Promise<string> {
  return inNode(pids.get(node) ?? 0, ["sh", "-euc", TELL], `${commands.join("\n")}\n`);
}

/** Gives a bridge other flows. They name ports by numbers, which a port keeps when it is made anew. */
export function replaceFlows({ pids }: Twin, node: string, bridge: string, flows: readonly string[]): Promise<string> {
  return inNode(pids.get(node) ?? 0, ["ovs-ofctl", "replace-flows", bridge, "-"], `${flows.join("\n")}\n`);
}

const TELL = `eval "ovs-vsctl $(sed 's/^/-- /' | tr '\\n' ' ')"`;

/**
 * Ports have no address, so the kernel of the switch may have none either. Kept in memory, the stacks of its threads
 * alone would be 50 MB for each site.
 */
const START = `echo OVS_CTL_OPTS=--no-mlockall > /etc/default/openvswitch-switch
for which in all default; do echo 1 > /proc/sys/net/ipv6/conf/$which/disable_ipv6; done
ls /sys/class/net | sed 's/.*/link set & up/' | ip -batch -
systemctl start openvswitch-switch`;

/** Waits until these ports of a node forward. @throws MachineError naming the node */
export async function forwarding(twin: Twin, node: string, ports: readonly string[]): Promise<void> {
  await until(
    `all ports of ${node} forward`,
    async () => {
      const text = await inNode(twin.pids.get(node) ?? 0, ["ovs-appctl", "rstp/show"]);
      const found = new Set([...text.matchAll(/^ *(\S+) +\S+ +Forwarding /gm)].map(([, name]) => name));
      return ports.every((port) => found.has(port)) || undefined;
    },
    FORWARDING,
  );
}

/** Whoever sends into a switch writes its checksums itself: the kernel leaves that to hardware, which is not there. */
async function writeSums({ run, topology: { switches, cables } }: Twin): Promise<void> {
  const nodes = new Set(switches.map(({ name }) => name));
  const ends = cables.flatMap(({ a, b }) => (nodes.has(b.namespace) && a.namespace !== b.namespace ? a : []));
  const [program = "", ...args] = inside(run, ["python3", SUMS]);
  await start(
    program,
    args,
    JSON.stringify(ends.map(({ namespace, device }) => ({ namespace: netnsPath(run, namespace), device }))),
  );
}
