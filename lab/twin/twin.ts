import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handOutLeases } from "./leases.js";
import { each, start } from "./machine.js";
import { configure, makeNamespaces, plug } from "./namespace.js";
import { inNode, ready, startNode } from "./node.js";
import { startSwitches } from "./openvswitch.js";
import { netns, netnsPath, type Run } from "./run.js";
import type { Topology } from "./topology.js";

/** A twin that stands: cables, operators and hosts work; the routers are switched on and know nothing yet. */
export interface Twin {
  readonly run: Run;
  readonly topology: Topology;
  /** Node → pid of its PID 1; another one after a reboot. */
  readonly pids: Map<string, number>;
  /** Devices that stand in place of their nodes, and how they are reached. */
  readonly instead?: ReadonlyMap<string, Shell>;
}

/** Runs a command as root, with a text on its standard input. @returns what it prints */
export type Shell = (command: readonly string[], input?: string) => Promise<string>;

/** Runs a command on a device of the twin. */
export function onDevice(
  { pids, instead }: Twin,
  name: string,
  command: readonly string[],
  input = "",
): Promise<string> {
  const shell = instead?.get(name);
  return shell ? shell(command, input) : inNode(pids.get(name) ?? 0, command, input);
}

/**
 * Limits of the machine that many nodes and hosts reach: each systemd watches files, and all namespaces share one
 * table of neighbours. They are raised where they are lower, and stay so until the machine's next start.
 */
const LIMITS = {
  "fs/inotify/max_user_instances": 8192,
  "net/ipv4/neigh/default/gc_thresh3": 65_536,
  "net/ipv6/neigh/default/gc_thresh3": 65_536,
} as const;

function raiseLimits(): void {
  for (const [name, wanted] of Object.entries(LIMITS)) {
    const file = join("/proc/sys", name);
    if (existsSync(file) && Number(readFileSync(file, "utf8")) < wanted) writeFileSync(file, String(wanted));
  }
}

/** Builds a twin. What it makes is named after the run, so `endRun` removes it whatever happens here. */
export async function bringUp(run: Run, topology: Topology): Promise<Twin> {
  raiseLimits();
  writeFileSync(join(run.folder, "topology.json"), JSON.stringify(topology, null, 1));
  const { nodes, switches, plain, cables } = topology;
  const own = nodes.flatMap(({ instances }) => Object.values(instances));
  makeNamespaces(run, [...own, ...[...switches, ...plain].map(({ name }) => name)]);
  plug(run, cables);
  await each(own, (name) => start("ip", ["-n", netns(run, name), "link", "set", "lo", "up"]));
  await each(plain, (one) => configure(run, one));
  handOutLeases(run, topology.leases);
  const switchNodes = switches.map(({ name }) => ({ name, instances: { main: name } }));
  for (const node of [...nodes, ...switchNodes]) startNode(run, node);
  const pids = new Map<string, number>();
  for (const { name } of [...nodes, ...switchNodes]) pids.set(name, await ready(run, name));
  await startSwitches({ run, topology, pids });
  await each(nodes, ({ name }) => handOver({ run, topology, pids }, name));
  return { run, topology, pids };
}

/** Gives a router the addresses that its operators hand out; again after each reboot. */
export async function handOver({ run, topology }: Twin, node: string): Promise<void> {
  const lines = topology.handovers.flatMap((one) => (one.node === node ? one.lines : []));
  if (lines.length > 0)
    await start("nsenter", [`--net=${netnsPath(run, node)}`, "ip", "-batch", "-"], lines.join("\n"));
}

/** Waits until a node that was told to reboot is there again, with what its operators hand out. */
export async function rebooted(twin: Twin, node: string): Promise<void> {
  twin.pids.set(node, await ready(twin.run, node, twin.pids.get(node)));
  await handOver(twin, node);
}
