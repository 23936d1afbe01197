import type { InstanceIntent, RouterIntent } from "../../../model/intent.js";
import { aroundDead } from "./ip.js";

/** What the loss probe of a site's router pings, when it quarantines a tunnel, and which ways lead around a dead line. */
export function probe({ uplinks }: RouterIntent, instance: InstanceIntent): string {
  const { id } = instance;
  const breakout = id === "education" ? aroundDead(instance, uplinks) : [];
  const tunnels = instance.tunnels.flatMap(({ interface: name, uplink, timers, peers }) =>
    peers.map(({ inner4 }) => ({
      instance: id,
      interface: name,
      ...(breakout.length > 0 ? { line: uplink } : {}),
      target: inner4,
      intervalMs: timers.probeIntervalMs,
      timeoutMs: timers.probeTimeoutMs,
      window: timers.probeWindow,
      quarantinePercent: timers.quarantinePercent,
      holdSeconds: timers.holdSeconds,
    })),
  );
  return `${JSON.stringify({ tunnels, breakout }, null, 2)}\n`;
}
