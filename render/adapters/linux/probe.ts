import type { InstanceIntent } from "../../../model/intent.js";

/** What the loss probe of a site's router pings and when it quarantines a tunnel. */
export function probe({ id, tunnels }: InstanceIntent): string {
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
  return `${JSON.stringify(targets, null, 2)}\n`;
}
