import type { InstanceIntent, RouterIntent } from "../../../model/intent.js";

/**
 * What the loss probe of a site's router pings and when it quarantines a tunnel. A hub measures nothing: it has one
 * interface for many sites and would cut off all of them.
 */
export function probe({ role }: RouterIntent, { id, tunnels }: InstanceIntent): string {
  const targets = tunnels.flatMap(({ interface: name, timers, peers }) =>
    peers.map(({ inner4 }) => ({
      instance: id,
      interface: name,
      target: inner4,
      intervalMs: timers.probeIntervalMs,
      window: timers.probeWindow,
      quarantinePercent: timers.quarantinePercent,
      holdSeconds: timers.holdSeconds,
    })),
  );
  return `${JSON.stringify(role === "hub" ? [] : targets, null, 2)}\n`;
}
