import type { Call } from "./call.js";
import { splitList } from "./formats.js";
import { userOf } from "./permissions.js";
import { mayChangeVm, mayClone, mayCreateVm } from "./vm-rights.js";

/**
 * TABLE. Rights that the API schema states in words only, because the code of Proxmox VE checks them itself.
 * `source` is the sentence of the API viewer (or the module) that each entry follows.
 */
export interface Described {
  readonly source: string;
  /** runs before the handler.  @throws ApiError 403 */
  readonly check?: (call: Call) => void;
  /** whether the caller may see an entry of the answered list */
  readonly keep?: (call: Call, entry: Entry) => boolean;
}

type Entry = Readonly<Record<string, unknown>>;

const seesVm = (call: Call, entry: Entry): boolean => call.may(`/vms/${String(entry.vmid)}`, ["VM.Audit"]);
const seesStorage = (call: Call, entry: Entry): boolean =>
  call.may(`/storage/${String(entry.storage)}`, ["Datastore.Audit", "Datastore.AllocateSpace"], true);
const seesZone = (call: Call, zone: unknown, vnet?: unknown): boolean =>
  call.may(
    `/sdn/zones/${String(zone)}${vnet === undefined ? "" : `/${String(vnet)}`}`,
    ["SDN.Audit", "SDN.Allocate"],
    true,
  );

const zoneOf = (call: Call): string => String(call.store.get("plain", `sdn/vnets/${call.text("vnet")}`)?.zone ?? "");
const onVnet =
  (...privileges: string[]) =>
  (call: Call): void =>
    call.require(`/sdn/zones/${zoneOf(call)}/${call.text("vnet")}`, privileges, true);
const auditVnet = {
  source: "Require 'SDN.Audit' or 'SDN.Allocate' permissions on '/sdn/zones/<zone>/<vnet>'",
  check: onVnet("SDN.Audit", "SDN.Allocate"),
};
const allocateVnet = {
  source: "Require 'SDN.Allocate' permission on '/sdn/zones/<zone>/<vnet>'",
  check: onVnet("SDN.Allocate"),
};

const replicationOf = (call: Call): string => String(call.parameters.id).split("-")[0] as string;
const onReplicated =
  (privilege: string) =>
  (call: Call): void =>
    call.require(`/vms/${replicationOf(call)}`, [privilege]);

function seesResource(call: Call, entry: Entry): boolean {
  switch (entry.type) {
    case "qemu":
      return seesVm(call, entry);
    case "storage":
      return seesStorage(call, entry);
    case "pool":
      return call.may(`/pool/${String(entry.pool)}`, ["Pool.Audit"]);
    case "sdn":
      return seesZone(call, entry.sdn);
    default:
      return true;
  }
}

function ownsTask(call: Call): void {
  const { user, node } = call.cluster.tasks.get(call.text("upid"));
  if (user !== call.auth && user !== userOf(call.auth)) call.require(`/nodes/${node}`, ["Sys.Audit"]);
}

function mayEditPool(call: Call): void {
  const { permissions } = call.cluster;
  for (const vmid of splitList(call.tryText("vms"))) permissions.requireModify(call.auth, `/vms/${vmid}`);
  for (const storage of splitList(call.tryText("storage"))) permissions.requireModify(call.auth, `/storage/${storage}`);
}

const POOL_EDIT: Described = {
  source: "You also need the right to modify permissions on any object you add/delete.",
  check: mayEditPool,
};

const VOLUME_AUDIT: Described = {
  source: "You need read access for the volume.",
  check: (call) =>
    call.require(`/storage/${call.text("storage")}`, ["Datastore.Audit", "Datastore.AllocateSpace"], true),
};

export const DESCRIBED: Readonly<Record<string, Described>> = {
  "POST /nodes/{node}/qemu": {
    source:
      "You need 'VM.Allocate' permissions on /vms/{vmid} or on the VM pool /pool/{pool}. … If you create disks you " +
      "need 'Datastore.AllocateSpace' on any used storage. If you use a bridge/vlan, you need 'SDN.Use' on any used bridge/vlan.",
    check: mayCreateVm,
  },
  "PUT /nodes/{node}/qemu/{vmid}/config": {
    source: "PVE::API2::Qemu: each option is checked for its own VM.Config privilege, each drive for its storage.",
    check: mayChangeVm,
  },
  "POST /nodes/{node}/qemu/{vmid}/config": {
    source: "PVE::API2::Qemu: each option is checked for its own VM.Config privilege, each drive for its storage.",
    check: mayChangeVm,
  },
  "POST /nodes/{node}/qemu/{vmid}/clone": {
    source:
      "You need 'VM.Clone' permissions on /vms/{vmid}, and 'VM.Allocate' permissions on /vms/{newid} (or on the VM pool " +
      "/pool/{pool}). You also need 'Datastore.AllocateSpace' on any used storage and 'SDN.Use' on any used bridge/vnet.",
    check: mayClone,
  },
  "GET /nodes/{node}/qemu": {
    source: "Only list VMs where you have VM.Audit permissons on /vms/<vmid>.",
    keep: seesVm,
  },
  "GET /cluster/resources": {
    source: "Entries are limited to what the caller may audit (PVE::API2::Cluster).",
    keep: seesResource,
  },
  "GET /nodes/{node}/storage": {
    source:
      "Only list entries where you have 'Datastore.Audit' or 'Datastore.AllocateSpace' permissions on '/storage/<storage>'",
    keep: seesStorage,
  },
  "GET /storage": {
    source:
      "Only list entries where you have 'Datastore.Audit' or 'Datastore.AllocateSpace' permissions on '/storage/<storage>'",
    keep: seesStorage,
  },
  "GET /nodes/{node}/storage/{storage}/content/{volume}": VOLUME_AUDIT,
  "PUT /nodes/{node}/storage/{storage}/content/{volume}": VOLUME_AUDIT,
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": {
    source:
      "You need 'Datastore.Allocate' privilege on the storage (or 'Datastore.AllocateSpace' for backup volumes if you " +
      "have VM.Backup privilege on the VM).",
    check: (call) => call.require(`/storage/${call.text("storage")}`, ["Datastore.Allocate"]),
  },
  "GET /pools": {
    source: "List all pools where you have Pool.Audit permissions on /pool/<pool>, or the pool specific with {poolid}",
    check: (call) => {
      const pool = call.tryText("poolid");
      if (pool !== undefined) call.require(`/pool/${pool}`, ["Pool.Audit"]);
    },
    keep: (call, entry) => call.may(`/pool/${String(entry.poolid)}`, ["Pool.Audit"]),
  },
  "PUT /pools": POOL_EDIT,
  "PUT /pools/{poolid}": POOL_EDIT,
  "GET /access/users": {
    source:
      "The returned list is restricted to users where you have 'User.Modify' or 'Sys.Audit' permissions on " +
      "'/access/groups' or on a group the user belongs too. But it always includes the current (authenticated) user.",
    keep: (call, entry) => {
      const paths = (call.store.get("users", String(entry.userid))?.groups ?? []).map(
        (group) => `/access/groups/${group}`,
      );
      const seen = ["/access/groups", ...paths].some((path) => call.may(path, ["User.Modify", "Sys.Audit"], true));
      return seen || entry.userid === userOf(call.auth);
    },
  },
  "GET /access/groups": {
    source:
      "The returned list is restricted to groups where you have 'User.Modify', 'Sys.Audit' or 'Group.Allocate' " +
      "permissions on /access/groups/<group>.",
    keep: (call, entry) =>
      call.may(`/access/groups/${String(entry.groupid)}`, ["User.Modify", "Sys.Audit", "Group.Allocate"], true),
  },
  "GET /access/acl": {
    source: "The returned list is restricted to objects where you have rights to modify permissions.",
    keep: (call, entry) => {
      try {
        call.cluster.permissions.requireModify(call.auth, String(entry.path));
        return true;
      } catch {
        return call.may("/access", ["Sys.Audit"]);
      }
    },
  },
  "GET /cluster/sdn/zones": {
    source: "Only list entries where you have 'SDN.Audit' or 'SDN.Allocate' permissions on '/sdn/zones/<zone>'",
    keep: (call, entry) => seesZone(call, entry.zone),
  },
  "GET /cluster/sdn/vnets": {
    source: "Only list entries where you have 'SDN.Audit' or 'SDN.Allocate' permissions on '/sdn/zones/<zone>/<vnet>'",
    keep: (call, entry) => {
      const zone = call.store.get("plain", `sdn/vnets/${String(entry.vnet)}`)?.zone;
      return seesZone(call, zone, entry.vnet);
    },
  },
  "GET /cluster/sdn/vnets/{vnet}": auditVnet,
  "PUT /cluster/sdn/vnets/{vnet}": allocateVnet,
  "DELETE /cluster/sdn/vnets/{vnet}": allocateVnet,
  "GET /cluster/sdn/vnets/{vnet}/subnets": auditVnet,
  "POST /cluster/sdn/vnets/{vnet}/subnets": allocateVnet,
  "GET /cluster/sdn/vnets/{vnet}/subnets/{subnet}": auditVnet,
  "PUT /cluster/sdn/vnets/{vnet}/subnets/{subnet}": allocateVnet,
  "DELETE /cluster/sdn/vnets/{vnet}/subnets/{subnet}": allocateVnet,
  "GET /cluster/sdn/vnets/{vnet}/firewall/options": auditVnet,
  "PUT /cluster/sdn/vnets/{vnet}/firewall/options": allocateVnet,
  "GET /cluster/sdn/vnets/{vnet}/firewall/rules": auditVnet,
  "POST /cluster/sdn/vnets/{vnet}/firewall/rules": allocateVnet,
  "GET /cluster/sdn/vnets/{vnet}/firewall/rules/{pos}": auditVnet,
  "PUT /cluster/sdn/vnets/{vnet}/firewall/rules/{pos}": allocateVnet,
  "DELETE /cluster/sdn/vnets/{vnet}/firewall/rules/{pos}": allocateVnet,
  "GET /cluster/replication": {
    source: "Will only return replication jobs for which the calling user has VM.Audit permission on /vms/<vmid>.",
    keep: (call, entry) => call.may(`/vms/${String(entry.guest)}`, ["VM.Audit"]),
  },
  "GET /cluster/replication/{id}": {
    source: "Requires the VM.Audit permission on /vms/<vmid>.",
    check: onReplicated("VM.Audit"),
  },
  "POST /cluster/replication": {
    source: "Requires the VM.Replicate permission on /vms/<vmid>.",
    check: onReplicated("VM.Replicate"),
  },
  "PUT /cluster/replication/{id}": {
    source: "Requires the VM.Replicate permission on /vms/<vmid>.",
    check: onReplicated("VM.Replicate"),
  },
  "DELETE /cluster/replication/{id}": {
    source: "Requires the VM.Replicate permission on /vms/<vmid>.",
    check: onReplicated("VM.Replicate"),
  },
  "GET /nodes/{node}/tasks/{upid}/status": {
    source: "The user needs 'Sys.Audit' permissions on '/nodes/<node>' if they aren't the owner of the task.",
    check: ownsTask,
  },
  "GET /nodes/{node}/tasks/{upid}/log": {
    source: "The user needs 'Sys.Audit' permissions on '/nodes/<node>' if they aren't the owner of the task.",
    check: ownsTask,
  },
  "GET /nodes/{node}/tasks": {
    source: "List task list for one node (finished tasks): own tasks, or all with 'Sys.Audit' on '/nodes/<node>'.",
    keep: (call, entry) =>
      entry.user === call.auth || entry.user === userOf(call.auth) || call.may(`/nodes/${call.node}`, ["Sys.Audit"]),
  },
  "GET /nodes/{node}/network": {
    source:
      "PVE::API2::Network: all interfaces with 'Sys.Audit' on '/nodes/<node>', else bridges with 'SDN.Use' or 'SDN.Audit'.",
    keep: (call, entry) =>
      call.may(`/nodes/${call.node}`, ["Sys.Audit"]) ||
      call.may(`/sdn/zones/localnetwork/${String(entry.iface)}`, ["SDN.Audit", "SDN.Use"], true),
  },
};
