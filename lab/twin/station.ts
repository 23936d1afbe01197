import type { Host } from "./hosts.js";
import { configure } from "./namespace.js";
import { inNode, ready, startNode, switchOff, type TwinNode } from "./node.js";
import { SCHOOL_SERVER } from "./run.js";
import type { Twin } from "./twin.js";

/** An end host that is an operating system of its own for a while, in place of a namespace with two addresses. */
export interface Station {
  readonly host: Host;
  readonly node: TwinNode;
  /** Runs a command there. @throws MachineError with its output */
  run(command: readonly string[], input?: string): Promise<string>;
}

/** Switches a host on. @param name  its host name; other stations of the run have others */
export async function switchOn(twin: Twin, host: Host, name: string, image = SCHOOL_SERVER): Promise<Station> {
  const node = { name, instances: { main: host.namespace }, image };
  startNode(twin.run, node);
  const pid = await ready(twin.run, name);
  return { host, node, run: (command, input) => inNode(pid, command, input) };
}

/** Takes the station away; its host has its own addresses again. May be called again. */
export async function remove(twin: Twin, { host, node }: Station): Promise<void> {
  await switchOff(twin.run, node);
  await configure(twin.run, { name: host.namespace, lines: host.lines, forwards: false });
}
