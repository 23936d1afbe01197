import type { RouterIntent } from "../../model/intent.js";
import { primaryLine } from "./faults.js";
import { pause } from "./machine.js";
import type { Scene, Verdict } from "./proof.js";
import { queue, queuesOf } from "./queues.js";
import { sessions } from "./sessions.js";
import { onDevice } from "./twin.js";

/** What a line does that is still good, in the words of tc-netem(8), and for how many seconds. */
const DISTURBANCE = "delay 50ms 20ms loss 1%";
const SECONDS = 60;
const BOTH = "ifb-twin";

/** In both directions: what comes in is led through a link of its own. */
const begin = (line: string) => `ip link add ${BOTH} type ifb && ip link set ${BOTH} up
tc qdisc replace dev ${line} root netem ${DISTURBANCE} && tc qdisc replace dev ${BOTH} root netem ${DISTURBANCE}
tc qdisc add dev ${line} handle ffff: ingress
tc filter add dev ${line} parent ffff: matchall action mirred egress redirect dev ${BOTH}`;

/** Ends with how much each direction was disturbed. */
const end = (line: string) => `tc -s qdisc show dev ${line} root; tc -s qdisc show dev ${BOTH} root
tc qdisc delete dev ${line} root; tc qdisc delete dev ${line} handle ffff: ingress; ip link delete ${BOTH}`;

/** The primary line of a router, whose kernel has netem, delays and loses a little for a minute: no session may end. */
export async function disturbance({ twin, devices }: Scene, site: RouterIntent): Promise<Omit<Verdict, "title">> {
  const line = primaryLine(site).interface;
  const run = (script: string) => onDevice(twin, site.device.name, ["sh", "-euc", script]);
  const before = await sessions(twin, site);
  await run(begin(line));
  await pause(SECONDS * 1000);
  const after = await sessions(twin, site);
  const counted = [...(await run(end(line))).matchAll(/ (\d+) pkt \(dropped (\d+)/g)].map(([, ...two]) =>
    two.map(Number),
  );
  const [sent = 0, lost = 0] = [0, 1].map((column) => counted.reduce((sum, two) => sum + (two[column] ?? 0), 0));
  await queue(twin, site, queuesOf(devices, site), (words) => words);
  const flaps = after.lost - before.lost;
  return {
    lines: [
      `${line} with netem ${DISTURBANCE} for ${SECONDS} s in both directions: ${lost} of ${sent + lost} packets lost; ${flaps} of ${after.count} BGP sessions ended, the youngest is ${Math.floor(after.youngest)} s old`,
    ],
    problems: [
      ...(flaps > 0 || after.youngest < SECONDS ? ["a BGP session ended, none may"] : []),
      ...(lost === 0 || counted.length < 2 ? ["netem lost no packet: nothing is proven"] : []),
    ],
    json: { before, after, sent, lost },
  };
}
