import { configure, makeNamespaces, plug } from "./namespace.js";
import { ready, startNode } from "./node.js";
import type { Run } from "./run.js";

/** Who administers a router that stands alone: a host in its segment `seg-management`, 192.0.2.0/28 (RFC 5737). */
export const ADMIN = "admin";

/** One empty router, and a host in its only segment. @returns pid of the node's PID 1 */
export async function startAlone(run: Run, name: string): Promise<number> {
  makeNamespaces(run, [ADMIN, name]);
  plug(run, [{ a: { namespace: ADMIN, device: "eth0" }, b: { namespace: name, device: "seg-management" } }]);
  const lines = ["addr add 192.0.2.2/28 dev eth0", "link set eth0 up"];
  await configure(run, { name: ADMIN, forwards: false, lines });
  startNode(run, { name, instances: { main: name } });
  return ready(run, name);
}
