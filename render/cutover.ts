import type { RouterIntent, TunnelIntent, UplinkIntent } from "../model/intent.js";
import type { PlatformSite } from "../model/platform.js";
import type { Stage } from "../model/schema/line.js";

type Carried = { readonly interface: string; readonly instance: string; readonly peer: string };

/** The step of a cut-over, as the role `landesnetz_coupling` takes it. */
export interface CutoverStep {
  readonly stage: Stage;
  /** What is still open on the hand-over sheet, as sentences. */
  readonly open: readonly string[];
  readonly lines: readonly { readonly interface: string; readonly address?: string; readonly gateway?: string }[];
  readonly before: readonly Carried[];
  readonly after: readonly Carried[];
  readonly preferred: readonly string[];
  /** How the tunnels are watched: the figures of their timer profiles. */
  readonly seconds: number;
  readonly interval_ms: number;
  readonly loss_percent: number;
}

/** Before these steps the tunnels over the Landesnetz carry already. */
const CARRIES: readonly Stage[] = ["landesnetz-primary", "telekom-retired"];

/** @returns undefined for a site without a cut-over */
export function cutoverStep(site: PlatformSite, router: RouterIntent): CutoverStep | undefined {
  const stage = site.cutover;
  if (stage === undefined) return undefined;
  const carried = router.instances.flatMap(({ id, tunnels }) => tunnels.map((tunnel) => ({ id, tunnel })));
  const over = (wanted: (line: UplinkIntent) => boolean) =>
    carried.filter(({ tunnel }) => router.uplinks.some((line) => line.interface === tunnel.uplink && wanted(line)));
  const state = router.uplinks.filter(({ kind }) => kind === "landesnetz");
  const ends = (list: typeof carried) => list.flatMap(({ id, tunnel }) => peers(tunnel, id));
  return {
    stage,
    open: stage === "telekom-only" ? [] : unconfirmed(site, router),
    lines:
      stage === "telekom-only" ? [] : state.map(({ interface: name, ipv4 }) => ({ interface: name, ...(ipv4 ?? {}) })),
    before: CARRIES.includes(stage) ? ends(over(({ kind }) => kind === "landesnetz")) : [],
    after: ends(carried),
    preferred: over(({ role }) => role === "primary").map(({ tunnel }) => tunnel.interface),
    seconds: Math.max(0, ...carried.map(({ tunnel }) => tunnel.timers.holdSeconds)),
    interval_ms: Math.max(1, ...carried.map(({ tunnel }) => tunnel.timers.probeIntervalMs)),
    loss_percent: Math.min(100, ...carried.map(({ tunnel }) => tunnel.timers.quarantinePercent)),
  };
}

function peers({ interface: name, peers }: TunnelIntent, instance: string): Carried[] {
  return peers.map(({ inner4 }) => ({ interface: name, instance, peer: inner4 }));
}

function unconfirmed({ id, uplinks }: PlatformSite, router: RouterIntent): string[] {
  return uplinks.flatMap(({ kind, order }, index) =>
    kind === "landesnetz" && order?.confirmed === undefined
      ? [`${router.uplinks[index]?.interface}: the operator has not confirmed handover/${id}.md (order.confirmed)`]
      : [],
  );
}
