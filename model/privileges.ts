import type { Stack } from "./platform.js";

/** User of the token that clusters' own stacks use, and its role. `npm run bootstrap` prints how both are made. */
export const PLATFORM_USER = "automation@pve";
export const PLATFORM_ROLE = "Plattform";

/**
 * Rights of the token that a cluster's own stack uses, on `/`. `npm run bootstrap` prints the commands that make it
 * on a real cluster; the lab's simulator enforces the same list, so a right that is missing is found here.
 */
export const PLATFORM_PRIVILEGES = [
  "Datastore.Allocate",
  "Datastore.AllocateSpace",
  "Datastore.AllocateTemplate",
  "Datastore.Audit",
  "Group.Allocate",
  "Permissions.Modify",
  "Pool.Allocate",
  "Pool.Audit",
  "SDN.Allocate",
  "SDN.Audit",
  "SDN.Use",
  "Sys.AccessNetwork",
  "Sys.Audit",
  "Sys.Console",
  "Sys.Modify",
  "User.Modify",
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
] as const;

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

/** `user@realm!id` of a stack's token. A school's own user is made by its cluster's stack and sees only its pool. */
export function tokenName({ tokenVariable, kind, pool }: Stack, perSchool: boolean): string {
  const user = kind === "school" && perSchool ? `${pool}@pve` : PLATFORM_USER;
  return `${user}!${tokenVariable.replaceAll("_", "-")}`;
}
