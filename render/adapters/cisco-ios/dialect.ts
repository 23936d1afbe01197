import type { DeviceIdentity } from "../../../model/intent.js";
import { Refusal } from "../refusal.js";

/**
 * Cisco IOS 15.2(7)E (Catalyst 1000) and Cisco IOS XE 17 (Catalyst 9200L, routers) print some settings in other words.
 * Taken from what such devices print (`show running-config` of C1000-48FP-4G-L 15.2(7)E10 and C9200L 17.6 to 17.12) and
 * from the command references of both.
 */
export interface Dialect {
  readonly services: readonly string[];
  /** `ip domain…` and `no ip domain… lookup`. */
  readonly domain: "ip domain-name" | "ip domain name";
  readonly noLookup: "no ip domain-lookup" | "no ip domain lookup";
  /** Port towards an end device. */
  readonly portfast: "spanning-tree portfast edge" | "spanning-tree portfast";
  /** Whether entries of access lists are printed with their numbers. */
  readonly numbered: boolean;
  /** Lines for shells, in the groups in which they are printed. */
  readonly vty: readonly string[];
  /** The socket behind the device that no cable of ours is in. */
  readonly outOfBand: readonly (readonly string[])[];
}

const CLASSIC: Dialect = {
  services: ["no service pad"],
  domain: "ip domain-name",
  noLookup: "no ip domain-lookup",
  portfast: "spanning-tree portfast edge",
  numbered: false,
  vty: ["0 4", "5 15"],
  outOfBand: [],
};

const XE: Dialect = {
  services: [],
  domain: "ip domain name",
  noLookup: "no ip domain lookup",
  portfast: "spanning-tree portfast",
  numbered: true,
  vty: ["0 4", "5 15", "16 31"],
  outOfBand: [["interface GigabitEthernet0/0", " vrf forwarding Mgmt-vrf", " no ip address", " shutdown"]],
};

/** Train of the firmware (catalogue/devices.yaml) → its words. */
const DIALECTS: Readonly<Record<string, Dialect>> = { "15.2": CLASSIC, "17": XE };

export function dialectOf({ name, model, firmware = "" }: DeviceIdentity): Dialect {
  const dialect = Object.entries(DIALECTS).find(([train]) => firmware === train || firmware.startsWith(`${train}.`));
  if (dialect) return dialect[1];
  const known = Object.keys(DIALECTS).join(", ");
  throw new Refusal(name, "firmware", `${model}: firmware "${firmware}" is none of the trains ${known}`);
}
