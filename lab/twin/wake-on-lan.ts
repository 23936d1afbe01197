import { fileURLToPath } from "node:url";
import type { Platform } from "../../model/platform.js";
import type { Expectation } from "./expected.js";
import { allOf, type Host } from "./hosts.js";
import { start } from "./machine.js";
import type { Scene, Verdict } from "./proof.js";
import { inside, netnsPath, type Run } from "./run.js";

/** Both ports that the rule `wake-on-lan` knows. */
const PORTS = [7, 9];
/** Time that what is wanted may take. */
const SECONDS = 20;

/** A magic packet from a host to the broadcast address of the segment that another one stands in. */
export interface Call {
  readonly from: Host;
  readonly to: Host;
  readonly port: number;
  /** Row of the flow tables that allows it; undefined: it must not come out anywhere. */
  readonly row: string | undefined;
}

/** See probe/magic.py. */
export interface Heard {
  readonly sent: boolean;
  readonly arrived: readonly { readonly at: string; readonly broadcast: boolean }[];
}

/**
 * To each segment of each site from everybody who could try: at the site and the one after it, in the data centres and in
 * the Internet. Within a segment no router is asked.
 */
export function callsOf(hosts: readonly Host[], { sites }: Pick<Platform, "sites">, expected: Expectation): Call[] {
  const targets = hosts.filter(({ place, machine }) => sites[place] && machine === undefined);
  const places = [...new Set(targets.map(({ place }) => place))];
  const after = new Map(places.map((place, index) => [place, places[(index + 1) % places.length]]));
  const tries = (from: Host, to: Host) =>
    from.place === to.place ? from.segment !== to.segment : !sites[from.place] || after.get(to.place) === from.place;
  return targets.flatMap((to) =>
    hosts
      .filter((from) => tries(from, to))
      .flatMap((from) => PORTS.map((port) => ({ from, to, port, row: expected.wakes(from, to, port) }))),
  );
}

/** What came out otherwise than the flow tables say. */
export function problemsOf(calls: readonly Call[], heard: readonly Heard[]): string[] {
  return calls.flatMap(({ from, to, port, row }, index) => {
    const arrived = heard[index]?.arrived ?? [];
    const what = `${from.namespace} → all of ${to.namespace}, udp/${port}`;
    const wrong = arrived.filter(({ at }) => row === undefined || at !== to.namespace);
    return [
      ...wrong.map(({ at }) => `${what}: must not arrive at ${at}`),
      ...(row === undefined || arrived.some(({ at }) => at === to.namespace) ? [] : [`${what}: must arrive (${row})`]),
      ...arrived.flatMap(({ at, broadcast }) => (broadcast ? [] : [`${what}: arrived at ${at} for one host alone`])),
    ];
  });
}

/** That servers wake the computers which they manage by a broadcast in their segment, and nobody else anybody. */
export async function proveWakeOnLan({ twin, platform, expected, progress }: Scene): Promise<Verdict> {
  const begin = performance.now();
  const { hosts } = twin.topology;
  const calls = callsOf(hosts, platform, expected);
  const wanted = calls.filter(({ row }) => row !== undefined);
  if (wanted.length === 0)
    return { title: "wake-on-lan: no site of this twin has computers to wake", lines: [], problems: [], json: {} };
  progress(`${calls.length} magic packets`);
  const heard = await call(twin.run, calls);
  const problems = problemsOf(calls, heard);
  const woken = calls.filter(
    ({ to, row }, index) => row !== undefined && heard[index]?.arrived.some(({ at }) => at === to.namespace),
  );
  const unsent = heard.filter(({ sent }) => !sent).length;
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const segments = new Set(calls.map(({ to }) => to.namespace));
  return {
    title: `wake-on-lan: ${calls.length} magic packets to ${segments.size} segments, ${woken.length} of ${wanted.length} that may arrived by broadcast, ${problems.length} problems, ${seconds} s`,
    lines: [
      ...wanted.map(({ from, to, port, row }) => `${row}: ${from.namespace} → all of ${to.namespace}, udp/${port}`),
      ...(unsent > 0 ? [`${unsent} were not even sent: their senders have no way there`] : []),
    ],
    problems,
    json: { calls: calls.length, wanted: wanted.length, woken: woken.length, unsent },
  };
}

/** Sends all of them, and listens in every segment. */
async function call(run: Run, calls: readonly Call[]): Promise<Heard[]> {
  const question = {
    seconds: SECONDS,
    listeners: Object.fromEntries(calls.map(({ to }) => [to.namespace, netnsPath(run, to.namespace)])),
    packets: calls.map(({ from, to, port, row }) => ({
      ...{ from: netnsPath(run, from.namespace), source: from.ipv4, port, wanted: row !== undefined },
      address: allOf(from, to),
    })),
  };
  const script = fileURLToPath(new URL("probe/magic.py", import.meta.url));
  const [program = "", ...args] = inside(run, ["python3", script]);
  const { packets } = JSON.parse(await start(program, args, JSON.stringify(question))) as { packets: Heard[] };
  return packets;
}
