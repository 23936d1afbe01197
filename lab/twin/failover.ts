import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { converged } from "./converge.js";
import type { Expectation } from "./expected.js";
import { type Fault, faultsOf, primaryLine } from "./faults.js";
import { flowsOf } from "./flows.js";
import { type Outage, outage } from "./outage.js";
import { type Flow, type TrafficResult, traffic } from "./probe.js";
import type { Twin } from "./twin.js";

/** What a failure and its end did to the traffic of a site. */
export interface FailoverResult {
  readonly site: string;
  readonly id: Fault["id"];
  readonly title: string;
  readonly failure: Phase;
  readonly return: Phase;
  readonly leaks: TrafficResult["leaks"];
  /** Packets sent that must arrive nowhere, or not by the failed line's substitute. */
  readonly forbidden: number;
  /** Packets a second of the slowest flow: less than asked for where the machine is crowded. */
  readonly rate: number;
  /** What is not as it must be; empty: passed. */
  readonly problems: readonly string[];
}

interface Phase {
  /** Milliseconds within which the traffic must be steady again; undefined: it cannot be, everything is cut. */
  readonly limitMs?: number;
  readonly outages: readonly Outage[];
}

/** Issue 5 of the network's figures: what a failure may cost beyond its detection, in the worst case. */
const MARGIN = 2000;
/** VRRP: three advertisements of a second may be missing, and up to one second of skew (RFC 5798 section 6.1). */
const VRRP = 4000;
/**
 * A tunnel that was cut on all lines: WireGuard repeats its handshake each 5 s (REKEY_TIMEOUT of its paper), then BGP
 * calls each 5 s (`timers connect`).
 */
const RECONNECT = 10_000;
/** Milliseconds of traffic before the failure, and after the last event. */
const AROUND = 1000;
/** Seconds until a twin has converged from nothing. */
export const SETTLE = 120;

/** Breaks and mends what may break at a site, with steady traffic. */
export async function failover(
  twin: Twin,
  platform: Platform,
  expected: Expectation,
  site: RouterIntent,
  wanted?: readonly Fault["id"][],
): Promise<FailoverResult[]> {
  const flows = flowsOf(twin, platform, expected, site);
  const results: FailoverResult[] = [];
  for (const fault of faultsOf(twin, site, preferredHub(platform, site))) {
    if (wanted && !wanted.includes(fault.id)) continue;
    await converged(twin, [site], SETTLE);
    results.push(await scenario(twin, site, fault, flows));
  }
  return results;
}

async function scenario(twin: Twin, site: RouterIntent, fault: Fault, flows: readonly Flow[]): Promise<FailoverResult> {
  const limits = limitsOf(site, fault.id);
  const steady = await traffic(twin.run, flows);
  await pause(AROUND);
  steady.mark("failure");
  await fault.begin();
  await pause(limits.cut + 2 * AROUND);
  steady.mark("return");
  await fault.end();
  let late: string[] = [];
  await converged(twin, [site], limits.converged / 1000).catch((error: Error) => (late = [error.message]));
  await pause(AROUND + 1000);
  return judge(site, fault, flows, await steady.stop(), limits, late);
}

function judge(
  site: RouterIntent,
  { id, title }: Fault,
  flows: readonly Flow[],
  { seconds, dropped, marks, flows: found, leaks }: TrafficResult,
  limits: Limits,
  late: readonly string[],
): FailoverResult {
  const at = (text: string) => marks.find((mark) => mark.text === text)?.at ?? 0;
  const named = (name: string) => flows.find((flow) => flow.id === name);
  // What may use one line only is watched for leaks; it cannot come back by another.
  const allowed = found.filter((flow) => named(flow.id)?.allowed && !named(flow.id)?.nowhere);
  const phase = (from: number, to: number, limitMs?: number): Phase => ({
    ...(limitMs === undefined ? {} : { limitMs }),
    outages: allowed.map((flow) => outage(flow, seconds, from, to)),
  });
  const failure = phase(at("failure"), at("return"), limits.failure);
  const back = phase(at("return"), seconds * 1000, limits.return);
  const slow = [failure, back].flatMap(({ limitMs, outages }) =>
    outages.flatMap(({ flow, backMs }) =>
      limitMs !== undefined && (backMs === undefined || backMs > limitMs)
        ? [`${flow}: back ${backMs === undefined ? "never" : `after ${backMs} ms`}, limit ${limitMs} ms`]
        : [],
    ),
  );
  const leaking = leaks.map(({ flow, namespace, packets }) => `leak: ${flow}, ${packets} packets in ${namespace}`);
  const untrue = dropped > 0 ? [`the capture lost ${dropped} packets: nothing is proven`] : [];
  const mute = found.flatMap((flow) =>
    named(flow.id)?.allowed && flow.received === 0 ? [`${flow.id}: never arrived`] : [],
  );
  const forbidden = found.filter((flow) => !allowed.includes(flow)).reduce((sum, { sent }) => sum + sent, 0);
  const rate = Math.floor(Math.min(...found.map(({ sent }) => sent)) / seconds);
  const problems = [...leaking, ...slow, ...late, ...untrue, ...mute];
  return { site: site.site ?? "", id, title, failure, return: back, leaks, forbidden, rate, problems };
}

interface Limits {
  readonly failure?: number;
  /** How long everything stays cut where nothing can come back. */
  readonly cut: number;
  readonly return: number;
  /** Until all tunnels are there again. */
  readonly converged: number;
}

/** What the timers of the line that fails promise. */
function limitsOf(site: RouterIntent, id: Fault["id"]): Limits {
  const timers = site.instances
    .flatMap(({ tunnels }) => tunnels)
    .find(({ uplink }) => uplink === primaryLine(site).interface)?.timers;
  if (!timers) throw new Error(`${site.device.name} has no tunnel on its primary line`);
  const detection = timers.bfdIntervalMs * timers.bfdMultiplier;
  const window = timers.probeIntervalMs * timers.probeWindow;
  const failure = detection + MARGIN + (id === "loss" ? window : id === "hub-dead" ? VRRP : 0);
  const hold = id === "loss" ? window + timers.holdSeconds * 1000 : 0;
  return {
    ...(id === "all-down" ? {} : { failure }),
    cut: failure,
    return: id === "all-down" ? RECONNECT + detection + MARGIN : hold + RECONNECT + detection + MARGIN,
    converged: hold + RECONNECT + SETTLE * 1000,
  };
}

function preferredHub({ network }: Platform, { device, instances }: RouterIntent): RouterIntent {
  const peers = instances.flatMap(({ tunnels }) => tunnels.flatMap((tunnel) => tunnel.peers));
  const [best] = peers.sort((a, b) => a.preference - b.preference);
  const hub = network.routers[best?.device ?? ""];
  if (!hub) throw new Error(`${device.name} has no hub`);
  return hub;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
