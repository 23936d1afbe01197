import type { RouterIntent, TimerProfile } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { converged } from "./converge.js";
import { type Fault, type FaultId, faultsOf, primaryLine } from "./faults.js";
import { flowsOf } from "./flows.js";
import { pause } from "./machine.js";
import { failoverLines, type Outage, outage } from "./outage.js";
import { type Flow, type TrafficResult, traffic } from "./probe.js";
import type { Scene, Verdict } from "./proof.js";
import { SETTLE } from "./scene.js";
import type { Twin } from "./twin.js";

/** What a failure and its end did to the traffic of a site. */
export interface FailoverResult {
  readonly site: string;
  readonly id: FaultId;
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
/** Packets a second that try what is forbidden, all kinds together. */
const FORBIDDEN_RATE = 200;
/** Milliseconds of traffic before the failure, and after the last event. */
const AROUND = 1000;
/** Breaks and mends what may break at a site, with steady traffic. */
export async function failover(
  scene: Scene,
  site: RouterIntent,
  wanted?: readonly FaultId[],
): Promise<FailoverResult[]> {
  const { twin, platform, expected, progress } = scene;
  const flows = flowsOf(twin, platform, expected, site);
  const results: FailoverResult[] = [];
  for (const fault of faultsOf(scene, site, preferredHub(platform, site))) {
    if (wanted && !wanted.includes(fault.id)) continue;
    progress(fault.title);
    await converged(twin, [site], SETTLE);
    results.push(await scenario(twin, site, fault, flows));
  }
  return results;
}

/** One failure, and its end. @param rate  packets a second and flow */
export async function scenario(
  twin: Twin,
  site: RouterIntent,
  fault: Fault,
  flows: readonly Flow[],
  rate?: number,
): Promise<FailoverResult> {
  const limits = limitsOf(site, fault.id);
  const steady = await traffic(twin.run, flows, rate);
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
  const thin =
    forbidden < FORBIDDEN_RATE * seconds
      ? [`only ${forbidden} forbidden packets: too few to prove that none passes`]
      : [];
  const problems = [...leaking, ...slow, ...late, ...untrue, ...mute, ...thin];
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

/** Nothing can come back until these are over. */
const CUT: readonly FaultId[] = ["all-down", "reboot"];

/** What the timers of the line that fails promise. */
function limitsOf(site: RouterIntent, id: FaultId): Limits {
  const tunnels = site.instances.flatMap((instance) => instance.tunnels);
  const timers = timersOf(site);
  const detects = ({ bfdIntervalMs, bfdMultiplier }: TimerProfile) => bfdIntervalMs * bfdMultiplier;
  // A hub is given up when the slowest of the lines to it has noticed.
  const detection = id === "hub-cut" ? Math.max(...tunnels.map((tunnel) => detects(tunnel.timers))) : detects(timers);
  // A line that loses anything is asked twice as often; what is missing is known when its time is over.
  const window = (timers.probeIntervalMs / 2) * timers.probeWindow + timers.probeTimeoutMs;
  const again = RECONNECT + detection + MARGIN;
  // What was quarantined comes back after a window without loss, and the hold.
  const held = window + timers.holdSeconds * 1000 + again;
  const slower = id === "loss" || id === "loss-up" ? window : id === "hub-dead" ? VRRP : 0;
  // New rules replace the old ones in one transaction: nothing may be lost.
  const failure = id === "reload" ? AROUND : detection + MARGIN + slower;
  return {
    ...(CUT.includes(id) ? {} : { failure }),
    cut: id === "reload" || id === "reboot" ? 0 : failure,
    return: id === "reload" ? failure : id === "all-down" ? again : id === "reboot" ? SETTLE * 1000 : held,
    converged: held + SETTLE * 1000,
  };
}

/** Timers of the tunnels on the site's primary line. */
export function timersOf(site: RouterIntent): TimerProfile {
  const tunnels = site.instances.flatMap((instance) => instance.tunnels);
  const timers = tunnels.find(({ uplink }) => uplink === primaryLine(site).interface)?.timers;
  if (!timers) throw new Error(`${site.device.name} has no tunnel on its primary line`);
  return timers;
}

function preferredHub({ network }: Platform, { device, instances }: RouterIntent): RouterIntent {
  const peers = instances.flatMap(({ tunnels }) => tunnels.flatMap((tunnel) => tunnel.peers));
  const [best] = peers.sort((a, b) => a.preference - b.preference);
  const hub = network.routers[best?.device ?? ""];
  if (!hub) throw new Error(`${device.name} has no hub`);
  return hub;
}

/**
 * All faults as a proof. What concerns a site alone is shared out among the sites that have the same lines as the first
 * one, at the same time; faults of a hub come after that. What the other sites do meanwhile is the matrix of the next run.
 */
export async function proveFailover(scene: Scene, wanted?: readonly FaultId[]): Promise<Verdict> {
  const [first] = scene.sites;
  if (!first) throw new Error("no site has a router");
  const ids = faultsOf(scene, first, preferredHub(scene.platform, first))
    .map(({ id }) => id)
    .filter((id) => wanted?.includes(id) ?? true);
  const hubs = ids.filter((id) => OF_HUB.includes(id));
  const own = ids.filter((id) => !OF_HUB.includes(id));
  const sites = scene.sites.filter((site) => linesOf(site) === linesOf(first));
  const shares = sites.map((site, turn) => ({ site, ids: own.filter((_, index) => index % sites.length === turn) }));
  const alone = await Promise.all(shares.map(({ site, ids }) => (ids.length > 0 ? failover(scene, site, ids) : [])));
  const found = [...alone.flat(), ...(hubs.length > 0 ? await failover(scene, first, hubs) : [])];
  const failed = found.filter(({ problems }) => problems.length > 0).length;
  const leaks = found.flatMap((one) => one.leaks).reduce((sum, { packets }) => sum + packets, 0);
  return {
    title: `failover: ${found.length} scenarios, ${failed} failed, ${leaks} packets leaked`,
    lines: found.flatMap(failoverLines),
    problems: found.flatMap(({ title, problems }) => problems.map((problem) => `${title}: ${problem}`)),
    json: found,
  };
}

type Ids = readonly FaultId[];

/** Faults that all sites feel. */
const OF_HUB: Ids = ["hub-cut", "hub-dead"];

/** What decides how a site bears a fault: its lines, and the timers of its tunnels. */
function linesOf({ uplinks, instances }: RouterIntent): string {
  const timers = instances.flatMap(({ tunnels }) => tunnels.map(({ timers: { bfdIntervalMs } }) => bfdIntervalMs));
  return JSON.stringify([uplinks.map(({ kind, role }) => [kind, role]), [...new Set(timers)]]);
}
