/**
 * Privileges and built-in roles of Proxmox VE 9, after the manual's chapter "User Management", sections
 * "Privileges" and "Roles" (pveum). `root` privileges belong to Administrator alone.
 */
interface Area {
  readonly root?: readonly string[];
  readonly admin: readonly string[];
  readonly user: readonly string[];
  readonly audit: readonly string[];
}

// biome-ignore format: a table
const AREAS: Readonly<Record<string, Area>> = {
  VM: {
    admin: [
      "VM.Allocate", "VM.Clone", "VM.Config.CPU", "VM.Config.Disk", "VM.Config.HWType", "VM.Config.Memory",
      "VM.Config.Network", "VM.Config.Options", "VM.GuestAgent.FileRead", "VM.GuestAgent.FileSystemMgmt",
      "VM.GuestAgent.FileWrite", "VM.GuestAgent.Unrestricted", "VM.Migrate", "VM.Replicate", "VM.Snapshot",
      "VM.Snapshot.Rollback",
    ],
    user: ["VM.Backup", "VM.Config.CDROM", "VM.Config.Cloudinit", "VM.Console", "VM.PowerMgmt"],
    audit: ["VM.Audit", "VM.GuestAgent.Audit"],
  },
  Sys: {
    root: ["Permissions.Modify", "Sys.AccessNetwork", "Sys.Incoming", "Sys.Modify", "Sys.PowerMgmt"],
    admin: ["Sys.Console", "Sys.Syslog"],
    user: [],
    audit: ["Sys.Audit"],
  },
  Datastore: {
    admin: ["Datastore.Allocate", "Datastore.AllocateTemplate"],
    user: ["Datastore.AllocateSpace"],
    audit: ["Datastore.Audit"],
  },
  SDN: { admin: ["SDN.Allocate"], user: ["SDN.Use"], audit: ["SDN.Audit"] },
  User: { root: ["Realm.Allocate"], admin: ["Group.Allocate", "Realm.AllocateUser", "User.Modify"], user: [], audit: [] },
  Pool: { admin: ["Pool.Allocate"], user: [], audit: ["Pool.Audit"] },
  Mapping: { admin: ["Mapping.Modify"], user: ["Mapping.Use"], audit: ["Mapping.Audit"] },
};

const everything = Object.values(AREAS);

/** Every privilege that a role may carry. */
export const PRIVILEGES: ReadonlySet<string> = new Set(
  everything.flatMap((area) => [...(area.root ?? []), ...area.admin, ...area.user, ...area.audit]),
);

/** Role id to privileges. */
export const BUILT_IN_ROLES: Readonly<Record<string, readonly string[]>> = {
  NoAccess: [],
  Administrator: [...PRIVILEGES],
  PVEAdmin: everything.flatMap((area) => [...area.admin, ...area.user, ...area.audit]),
  PVEAuditor: everything.flatMap((area) => area.audit),
  PVETemplateUser: ["VM.Audit", "VM.Clone"],
  ...Object.fromEntries(
    Object.entries(AREAS).flatMap(([name, area]) => [
      [`PVE${name}Admin`, [...area.admin, ...area.user, ...area.audit]],
      [`PVE${name}User`, [...area.user, ...area.audit]],
    ]),
  ),
};
