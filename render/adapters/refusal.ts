import type { Chassis, RouterIntent } from "../../model/intent.js";

/** An intent that the device family cannot carry out. `feature` is the key in catalogue/adapters.yaml. */
export class Refusal extends Error {
  constructor(
    readonly device: string,
    readonly feature: string,
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
