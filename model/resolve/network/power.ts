import type { Catalogue } from "../../catalogue/schema.js";
import type { Site } from "../../schema/site.js";
import type { CabledSwitch } from "./cabling.js";
import { portLabel } from "./ports.js";

/** Share of a PoE budget that access points may take (reference/network.md section 4, device catalogue). */
const SHARE = 0.8;

/**
 * What a member of a switch feeds beside access points. Each member has its own power supplies, and none feeds another
 * one's ports.
 */
export interface Power {
  readonly member: number;
  /** Port profile → watts that all devices at such ports take. */
  readonly watts: ReadonlyMap<string, number>;
  readonly total: number;
  readonly budget: number;
}

type Fed = Pick<CabledSwitch, "ports" | "plugs"> & { readonly members: number; readonly poeWatt: number };

export function power(catalogue: Pick<Catalogue, "ports">, rack: Fed): Power[] {
  if (rack.poeWatt === 0) return [];
  return Array.from({ length: rack.members }, (_, index) => powerOf(catalogue, rack, index + 1));
}

/** How many access points a member can feed beside what is plugged in already. */
export function accessPointsFed(catalogue: Pick<Catalogue, "ports">, site: Site, rack: Fed, member: number): number {
  const { total, budget } = powerOf(catalogue, rack, member);
  return Math.max(0, Math.floor(Math.min(budget * SHARE, budget - total) / site.accessPoints.watt));
}

function powerOf({ ports }: Pick<Catalogue, "ports">, rack: Fed, member: number): Power {
  const watts = new Map<string, number>();
  for (const port of rack.ports) {
    const profile = rack.plugs.get(portLabel(port))?.profile ?? "";
    const { poe = false, watt = 0 } = ports[profile] ?? {};
    // The site says how many access points there are: each counts where it gets its port, and none twice.
    if (port.member !== member || port.uplink || !poe || profile === "access-point") continue;
    watts.set(profile, (watts.get(profile) ?? 0) + watt);
  }
  return { member, watts, total: [...watts.values()].reduce((sum, watt) => sum + watt, 0), budget: rack.poeWatt };
}
