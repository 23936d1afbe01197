import type { Stack } from "./platform.js";

/** User of the token that clusters' own stacks use, and its role. `npm run bootstrap` prints how both are made. */
export const PLATFORM_USER = "automation@pve";
export const PLATFORM_ROLE = "Plattform";

/** Rights of a school's token on its pool; on storage and network it may only allocate and use. */
export const SCHOOL_PRIVILEGES = {
  pool: [
    "Pool.Audit",
    "VM.Allocate",
    "VM.Audit",
    "VM.Config.CDROM",
    "VM.Config.CPU",
    "VM.Config.Cloudinit",
    "VM.Config.Disk",
    "VM.Config.HWType",
    "VM.Config.Memory",
    "VM.Config.Network",
    "VM.Config.Options",
    "VM.Migrate",
    "VM.PowerMgmt",
    "VM.Replicate",
  ],
  storage: ["Datastore.AllocateSpace", "Datastore.Audit"],
  network: ["SDN.Use"],
} as const;

/**
 * Rights of the token that a cluster's own stack uses, on `/`: what a school's has, and what images, pools, rights,
 * network, firewall, HA and backup jobs need. `npm run bootstrap` prints the commands that make it on a real cluster;
 * the lab's simulator enforces the same list, so a right that is missing is found there.
 */
export const PLATFORM_PRIVILEGES: readonly string[] = [
  ...Object.values(SCHOOL_PRIVILEGES).flat(),
  "Datastore.Allocate",
  "Datastore.AllocateTemplate",
  "Permissions.Modify",
  "Pool.Allocate",
  "SDN.Allocate",
  "SDN.Audit",
  "Sys.AccessNetwork",
  "Sys.Audit",
  "Sys.Console",
  "Sys.Modify",
].sort();

/** `user@realm!id` of a stack's token. A school's own user sees only its pool. */
export function tokenName({ tokenVariable, kind, pool }: Stack, perSchool: boolean): string {
  const user = kind === "school" && perSchool ? `${pool}@pve` : PLATFORM_USER;
  return `${user}!${tokenVariable.replaceAll("_", "-")}`;
}
