import type { Feature } from "../../model/catalogue/network-schema.js";
import type { Chassis, RouterIntent } from "../../model/intent.js";

/**
 * What no declaration that `check` let through can ask for: characters that its shape refuses, a trunk that rule `trunk-empty`
 * refuses, and a way from the Verwaltungsnetz to a line, which no view holds. Second locks, for a fault in the model.
 */
type Lock = "text" | "trunk" | "internet-verwaltung";

/** An intent that the device family cannot carry out. `feature` is the key in catalogue/adapters.yaml, or a second lock. */
export class Refusal extends Error {
  constructor(
    readonly device: string,
    readonly feature: Feature | Lock,
    reason: string,
  ) {
    super(`${device}: ${reason}`);
  }
}

/** The ports of a router. @throws Refusal where the device catalogue names none, or fewer than there are lines */
export function portsOf({ device, uplinks, chassis }: Pick<RouterIntent, "device" | "uplinks" | "chassis">): Chassis {
  if (!chassis) throw new Refusal(device.name, "ports", `${device.model}: the device catalogue names no ports`);
  const { lines } = chassis;
  if (uplinks.length > lines.length)
    throw new Refusal(
      device.name,
      "ports",
      `${uplinks.length} lines, but ${device.model} has ${lines.length} ports for them`,
    );
  return chassis;
}
