import type { RouterIntent } from "../../model/intent.js";
import { onDevice, type Twin } from "./twin.js";

/** BGP sessions of a site's router to the hubs, as its FRR counts. */
export interface Sessions {
  readonly count: number;
  /** How often one ended. */
  readonly lost: number;
  /** Since when the youngest stands, in seconds. */
  readonly youngest: number;
}

export async function sessions(twin: Twin, { device, instances }: RouterIntent): Promise<Sessions> {
  const all = await Promise.all(
    instances.map(async ({ id }) => {
      const space = id === "education" ? [] : ["-N", id];
      const text = await onDevice(twin, device.name, ["vtysh", ...space, "-c", "show bgp neighbors json"]);
      return Object.values(
        JSON.parse(text) as Record<string, { connectionsDropped?: number; bgpTimerUpMsec?: number }>,
      );
    }),
  );
  const peers = all.flat();
  return {
    count: peers.length,
    lost: peers.reduce((sum, { connectionsDropped = 0 }) => sum + connectionsDropped, 0),
    youngest: Math.min(...peers.map(({ bgpTimerUpMsec = 0 }) => bgpTimerUpMsec)) / 1000,
  };
}
