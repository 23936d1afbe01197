import type { RouterIntent } from "../../model/intent.js";
import { converged } from "./converge.js";
import { timersOf } from "./failover.js";
import { primaryLine } from "./faults.js";
import { flowsOf } from "./flows.js";
import { pause } from "./machine.js";
import { type Outage, outage } from "./outage.js";
import { type Flow, traffic } from "./probe.js";
import type { Scene, Verdict } from "./proof.js";
import { inNamespace } from "./run.js";
import { SETTLE } from "./scene.js";

/** 95 of 100 sites have to be back within this time (figures of the network). */
const P95_MS = 5000;
/** Packets a second of each site: an outage is known to 50 ms, and a small machine carries those of 44 sites. */
const RATE = 20;
/** Milliseconds that the Landesnetz stays away. */
const AWAY = 15_000;

export interface SiteOutage extends Outage {
  readonly site: string;
}

/** That the whole Landesnetz fails under all sites of the twin that use it first: each one's traffic to the data centre. */
export async function proveLandesnetz(scene: Scene): Promise<Verdict> {
  const affected = scene.sites.filter((site) => primaryLine(site).kind === "landesnetz" && site.uplinks.length > 1);
  if (affected.length === 0)
    return { title: "landesnetz: no site of this twin has it and another line", lines: [], problems: [], json: [] };
  const { failure, back, problems } = await landesnetzFailure(scene, affected);
  const [times, returns] = [failure, back].map((all) => all.map(({ backMs }) => backMs ?? Number.POSITIVE_INFINITY));
  const p95 = percentile(times ?? [], 95);
  const never = [...failure, ...back].flatMap(({ site, backMs }) =>
    backMs === undefined ? [`${site}: not back`] : [],
  );
  return {
    title: `landesnetz: failed for ${affected.length} sites; back after ${distribution(times ?? [])} ms, limit of p95 ${P95_MS} ms`,
    lines: [
      `return: steady after ${distribution(returns ?? [])} ms, at most ${Math.max(...back.map(({ ms }) => ms))} ms and ${Math.max(...back.map(({ lost }) => lost))} packets lost`,
    ],
    problems: [...problems, ...never, ...(p95 > P95_MS ? [`p95 of the outage is ${p95} ms, limit ${P95_MS} ms`] : [])],
    json: { failure, return: back },
  };
}

/** Lets the Landesnetz swallow everything for a while. @returns what each site lost, then and at its return */
export async function landesnetzFailure({ twin, platform, expected, progress }: Scene, sites: readonly RouterIntent[]) {
  const flows = sites.flatMap((site): Flow[] => {
    const [flow] = flowsOf(twin, platform, expected, site);
    return flow ? [{ ...flow, id: site.site ?? "" }] : [];
  });
  const nft = (command: readonly string[], input = "") =>
    inNamespace(twin.run, "landesnetz", ["nft", ...command], input);
  progress(`the Landesnetz fails for ${sites.length} sites`);
  const steady = await traffic(twin.run, flows, RATE);
  await pause(1000);
  steady.mark("failure");
  await nft(["-f", "-"], "table inet fault { chain everything { type filter hook prerouting priority -300; drop; }; }");
  await pause(AWAY);
  steady.mark("return");
  await nft(["delete", "table", "inet", "fault"]);
  progress(`the Landesnetz is back; ${sites.length} sites wait until it is trusted again`);
  const hold = Math.max(...sites.map((site) => timersOf(site).holdSeconds));
  const problems: string[] = [];
  await converged(twin, sites, hold + SETTLE).catch(({ message }: Error) => problems.push(message));
  await pause(2000);
  const { seconds, marks, flows: found, dropped } = await steady.stop();
  const at = (text: string) => marks.find((mark) => mark.text === text)?.at ?? 0;
  const between = (from: number, to: number) =>
    found.map((flow): SiteOutage => ({ site: flow.id, ...outage(flow, seconds, from, to) }));
  if (dropped > 0) problems.push(`the capture lost ${dropped} packets: nothing is proven`);
  return { failure: between(at("failure"), at("return")), back: between(at("return"), seconds * 1000), problems };
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

function distribution(values: readonly number[]): string {
  const [median, p95, worst] = [50, 95, 100].map((percent) => percentile(values, percent));
  return `${median} (median), ${p95} (p95), ${worst} (worst)`;
}
