import { randomUUID } from "node:crypto";
import type { Call, Routes } from "./call.js";
import type { Cluster } from "./cluster.js";
import { isDrive, parseDrive, parseSize, resizeDrive } from "./drives.js";
import { failure } from "./errors.js";
import { removeJobsOf } from "./jobs.js";
import type { Plain, Vm } from "./state.js";
import { lockTimeout } from "./tasks.js";
import { applyPendingCloudInit, changeConfig, configDigest, effectiveConfig } from "./vm-config.js";

const MIB = 1024 ** 2;

/** @throws ApiError 500 in the words of a node that has no such VM */
export function requireVm(cluster: Cluster, node: string, vmid: number): Readonly<Vm> {
  const vm = cluster.store.get("vms", vmid);
  if (vm?.node !== node) throw failure(`Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`);
  return vm;
}

/** The VM of a call, to change.  @throws ApiError 500 if a task holds its lock, or it carries one */
export function editVm(call: Call): Vm {
  requireVm(call.cluster, call.node, call.vmid);
  if (call.cluster.tasks.isLocked(call.vmid)) throw failure(lockTimeout(call.vmid));
  return draftVm(call);
}

/** The same inside a task, which holds the lock itself. */
export function draftVm(call: Call): Vm {
  requireVm(call.cluster, call.node, call.vmid);
  const vm = call.store.edit("vms", call.vmid) as Vm;
  if (vm.config.lock !== undefined && !call.flag("skiplock")) throw failure(`VM is locked (${vm.config.lock})`);
  return vm;
}

/** @throws ApiError 500: ids are unique in the whole cluster */
export function requireFreeId(cluster: Cluster, vmid: number): void {
  const other = cluster.store.get("vms", vmid);
  if (other) throw failure(`unable to create VM ${vmid} - VM ${vmid} already exists on node '${other.node}'`);
}

export function requirePool(cluster: Cluster, pool: string | undefined): void {
  if (pool !== undefined && !cluster.store.get("pools", pool)) throw failure(`pool '${pool}' does not exist`);
}

/** A VM as lists show it. */
export function summary(vm: Readonly<Vm>): Record<string, unknown> {
  const config = effectiveConfig(vm, true);
  const running = vm.status === "running";
  const boot = /order=([^;,]+)/.exec(String(config.boot ?? ""))?.[1] ?? "";
  return {
    vmid: vm.vmid,
    name: config.name ?? `VM ${vm.vmid}`,
    status: vm.status,
    maxmem: Number(config.memory ?? 512) * MIB,
    maxdisk: parseSize(parseDrive(String(config[boot] ?? "")).size ?? "0"),
    cpus: Number(config.cores ?? 1) * Number(config.sockets ?? 1),
    uptime: running ? Math.max(1, Math.floor(Date.now() / 1000) - (vm.startedAt ?? 0)) : 0,
    ...(config.tags === undefined ? {} : { tags: config.tags }),
    ...(config.template === undefined ? {} : { template: config.template }),
    ...(config.lock === undefined ? {} : { lock: config.lock }),
  };
}

function createVm(call: Call): string {
  const { cluster, vmid, node } = call;
  requireFreeId(cluster, vmid);
  if (call.parameters.archive !== undefined) throw failure("the simulator cannot restore a backup");
  const pool = call.tryText("pool");
  requirePool(cluster, pool);
  // The file is there, locked, from the first moment: nobody else gets the id.
  const vm: Vm = {
    vmid,
    node,
    status: "stopped",
    ...(pool ? { pool } : {}),
    config: { lock: "create" },
    pending: {},
    pendingDelete: [],
  };
  cluster.store.put("vms", vmid, vm);
  const onFailure = (): void => cluster.store.remove("vms", vmid);
  return call.task({ type: "qmcreate", id: vmid, locks: vmid, onFailure }, (log) => {
    try {
      fillNewVm(cluster, cluster.store.edit("vms", vmid) as Vm, call);
      log(`create full configuration of VM ${vmid}`);
    } catch (error) {
      throw failure(`unable to create VM ${vmid} - ${(error as Error).message}`);
    }
  });
}

function fillNewVm(cluster: Cluster, vm: Vm, call: Call): void {
  vm.config = {
    meta: `creation-qemu=10.0.2,ctime=${Math.floor(Date.now() / 1000)}`,
    smbios1: `uuid=${randomUUID()}`,
    vmgenid: randomUUID(),
  };
  changeConfig(cluster, vm, call.parameters);
  vm.config.boot ??= defaultBoot(vm);
  if (call.flag("start")) {
    vm.status = "running";
    vm.startedAt = Math.floor(Date.now() / 1000);
  }
}

/** First disk, first CD drive, first network card. */
function defaultBoot(vm: Vm): string {
  const keys = Object.keys(vm.config);
  const drives = keys.filter((key) => isDrive(key) && !/^(efidisk|tpmstate)/.test(key)).sort();
  const cdrom = drives.find((key) => parseDrive(String(vm.config[key])).media === "cdrom");
  const disk = drives.find((key) => key !== cdrom);
  const nic = keys.filter((key) => /^net\d+$/.test(key)).sort()[0];
  return `order=${[disk, cdrom, nic].filter((key) => key !== undefined).join(";")}`;
}

function destroyVm(call: Call): string {
  const { cluster, vmid } = call;
  const vm = requireVm(cluster, call.node, vmid);
  if (vm.config.protection === 1) throw failure(`can't remove VM ${vmid} - protection mode enabled`);
  const purge = call.flag("purge");
  if (!purge && cluster.store.get("plain", `ha/resources/vm:${vmid}`)) {
    throw failure(`unable to remove VM ${vmid} - used in HA resources and purge parameter not set.`);
  }
  if (vm.status === "running") throw failure(`VM ${vmid} is running - destroy failed`);
  return call.task({ type: "qmdestroy", id: vmid, locks: vmid }, () => {
    draftVm(call);
    for (const [key, volume] of cluster.store.entries("volumes")) {
      if (volume.vmid === vmid && volume.content === "images") cluster.store.remove("volumes", key);
    }
    cluster.store.remove("firewalls", `vm/${vmid}`);
    cluster.store.remove("vms", vmid);
    // Rights on the VM go with it, as in PVE::AccessControl::remove_vm_access.
    for (const [key, entry] of cluster.store.entries("acl")) {
      if (entry.path === `/vms/${vmid}`) cluster.store.remove("acl", key);
    }
    if (purge) removeJobsOf(cluster.store, vmid);
  });
}

function updateVm(call: Call): void {
  const vm = editVm(call);
  changeConfig(call.cluster, vm, call.parameters);
}

function pendingList(vm: Readonly<Vm>): Plain[] {
  const keys = new Set([...Object.keys(vm.config), ...Object.keys(vm.pending)]);
  return [...keys].sort().map((key) => ({
    key,
    ...(vm.config[key] === undefined ? {} : { value: vm.config[key] }),
    ...(vm.pending[key] === undefined ? {} : { pending: vm.pending[key] }),
    ...(vm.pendingDelete.includes(key) ? { delete: 1 } : {}),
  }));
}

export const vmRoutes: Routes = {
  "GET /nodes/{node}/qemu": (call) =>
    call.store
      .values("vms")
      .filter((vm) => vm.node === call.node)
      .map(summary),
  "POST /nodes/{node}/qemu": createVm,
  "DELETE /nodes/{node}/qemu/{vmid}": destroyVm,
  "GET /nodes/{node}/qemu/{vmid}/config": (call) => {
    const vm = requireVm(call.cluster, call.node, call.vmid);
    return { ...effectiveConfig(vm, call.flag("current")), digest: configDigest(vm) };
  },
  "PUT /nodes/{node}/qemu/{vmid}/config": updateVm,
  "POST /nodes/{node}/qemu/{vmid}/config": (call) => {
    editVm(call);
    return call.task({ type: "qmconfig", id: call.vmid, locks: call.vmid }, () => {
      changeConfig(call.cluster, draftVm(call), call.parameters);
    });
  },
  "GET /nodes/{node}/qemu/{vmid}/pending": (call) => pendingList(requireVm(call.cluster, call.node, call.vmid)),
  "PUT /nodes/{node}/qemu/{vmid}/cloudinit": (call) => applyPendingCloudInit(editVm(call)),
  "PUT /nodes/{node}/qemu/{vmid}/unlink": (call) => {
    const ids = call.text("idlist");
    changeConfig(call.cluster, editVm(call), { delete: ids });
  },
  "PUT /nodes/{node}/qemu/{vmid}/resize": (call) => {
    requireVm(call.cluster, call.node, call.vmid);
    return call.task({ type: "resize", id: call.vmid, locks: call.vmid }, () => {
      resizeDrive(call.cluster, draftVm(call), call.text("disk"), call.text("size"));
    });
  },
};
