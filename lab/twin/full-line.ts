import { fileURLToPath } from "node:url";
import type { RouterIntent } from "../../model/intent.js";
import { converged } from "./converge.js";
import { primaryCables, primaryLine } from "./faults.js";
import { uploads } from "./flows.js";
import { each, start } from "./machine.js";
import { type Result, SETTLE } from "./machine-parts.js";
import type { Flow } from "./probe.js";
import type { Scene } from "./proof.js";
import { queue, queuesOf } from "./queues.js";
import { inNamespace, inside, netnsPath } from "./run.js";
import { sessions } from "./sessions.js";

/** What the line takes for the proof, so that an emulated processor fills it; what the router sends at most; what is sent. */
const LINE = 10_000_000;
const SHAPED = "9500kbit";
const FLOOD = 2 * LINE;
const SECONDS = 20;
/** Packets that wait at the operator. */
const WAITING = 50;
const SCRIPT = fileURLToPath(new URL("probe/flood.py", import.meta.url));

/**
 * The primary line of a router takes 10 Mbit/s, and twice as much is sent into it: into the Internet, and through a tunnel. With
 * the delivered queues at that bandwidth no session ends; with plain ones some do, or nothing is proven.
 */
export async function fullLine(scene: Scene, site: RouterIntent): Promise<Result> {
  const { twin, devices } = scene;
  const queues = queuesOf(devices, site);
  const floods = uploads(twin, scene.expected, site);
  const cables = primaryCables(twin, site);
  try {
    await each(cables, ({ b }) => inNamespace(twin.run, b.namespace, ["sh", "-euc", narrow(b.device)]));
    await queue(twin, site, queues, (words) => [...words, "bandwidth", SHAPED]);
    const ordered = await filled(scene, site, floods);
    await queue(twin, site, queues, () => ["pfifo", "limit", "1000"]);
    const plain = await filled(scene, site, floods);
    return verdict(site, floods, ordered, plain);
  } finally {
    await queue(twin, site, queues, (words) => words);
    await each(cables, ({ b }) => inNamespace(twin.run, b.namespace, ["sh", "-euc", wide(b.device)]));
    await converged(twin, [site], SETTLE);
  }
}

function verdict(site: RouterIntent, floods: readonly Flow[], ordered: number, plain: number): Result {
  const { interface: line } = primaryLine(site);
  return {
    lines: [
      `${line} takes ${LINE / 1e6} Mbit/s and is sent ${FLOOD / 1e6} for ${SECONDS} s each (${floods.map(({ id }) => id).join("; ")}): ${ordered} BGP sessions ended with the delivered queues, ${plain} with plain ones`,
    ],
    problems: [
      ...(ordered > 0 ? [`a full line ended ${ordered} BGP sessions`] : []),
      ...(plain === 0 ? ["plain queues ended no session either: nothing is proven"] : []),
      ...(floods.length < 2 ? ["nobody could fill both the line and a tunnel"] : []),
    ],
    json: { ordered, plain },
  };
}

/** @returns how many sessions ended */
async function filled({ twin }: Scene, site: RouterIntent, floods: readonly Flow[]): Promise<number> {
  await converged(twin, [site], SETTLE);
  const before = await sessions(twin, site);
  for (const { from, address, port } of floods) {
    const [program = "", ...args] = inside(twin.run, [
      ...["python3", SCRIPT, netnsPath(twin.run, from), address],
      ...[port, FLOOD, SECONDS].map(String),
    ]);
    await start(program, args);
  }
  return (await sessions(twin, site)).lost - before.lost;
}

const NARROW = "narrow";

/** The operator's end passes on what comes from the site at that bandwidth, in the order in which it comes. */
const narrow = (port: string) => `ip link add ${NARROW} type ifb && ip link set ${NARROW} up
tc qdisc add dev ${NARROW} root handle 1: tbf rate ${LINE}bit burst 10kb limit 100kb
tc qdisc add dev ${NARROW} parent 1:1 pfifo limit ${WAITING}
tc qdisc add dev ${port} handle ffff: ingress
tc filter add dev ${port} parent ffff: u32 match u32 0 0 action mirred egress redirect dev ${NARROW}`;

const wide = (port: string) => `tc qdisc delete dev ${port} ingress; ip link delete ${NARROW}`;
