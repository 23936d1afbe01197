import { randomUUID } from "node:crypto";
import type { Call, Routes } from "./call.js";
import { formatSize, isCdrom, isDrive, parseDrive } from "./drives.js";
import { failure } from "./errors.js";
import { formatNic, isNic, parseNic } from "./nics.js";
import { formatOptions } from "./property-string.js";
import type { Vm } from "./state.js";
import { draftVm, requireFreeId, requirePool, requireVm } from "./vm.js";
import { effectiveConfig } from "./vm-config.js";
import { allocate, findVolume, freeVolume, storageOf } from "./volume-store.js";

/** Always a full clone: every disk is copied, every card gets a new MAC address. */
function clone(call: Call): string {
  const source = requireVm(call.cluster, call.node, call.vmid);
  const newid = Number(call.parameters.newid);
  requireFreeId(call.cluster, newid);
  const pool = call.tryText("pool");
  requirePool(call.cluster, pool);
  const node = call.tryText("target") ?? call.node;
  const reserved: Vm = {
    vmid: newid,
    node,
    status: "stopped",
    config: { lock: "clone" },
    pending: {},
    pendingDelete: [],
  };
  call.store.put("vms", newid, reserved);
  const onFailure = (): void => call.store.remove("vms", newid);
  return call.task({ type: "qmclone", id: call.vmid, locks: call.vmid, onFailure }, () => {
    const { template: _template, protection: _protection, lock: _lock, ...config } = effectiveConfig(source, true);
    const vm: Vm = { ...reserved, ...(pool ? { pool } : {}), config };
    for (const key of Object.keys(config)) {
      if (isDrive(key)) config[key] = copyDisk(call, vm, String(config[key]));
      if (isNic(key)) config[key] = withoutMac(String(config[key]));
    }
    config.smbios1 = `uuid=${randomUUID()}`;
    config.vmgenid = randomUUID();
    config.name = call.tryText("name") ?? `Copy-of-VM-${config.name ?? call.vmid}`;
    const description = call.tryText("description");
    if (description !== undefined) config.description = description;
    call.store.put("vms", newid, vm);
  });
}

function withoutMac(line: string): string {
  const { macaddr: _macaddr, ...card } = parseNic(line);
  return formatNic(formatOptions(card));
}

function copyDisk(call: Call, vm: Vm, line: string): string {
  const drive = parseDrive(line);
  const volume = drive.file ? findVolume(call.cluster, call.node, drive.file) : undefined;
  if (!volume || (isCdrom(drive) && volume.content !== "images")) return line;
  const storage = call.tryText("storage") ?? volume.storage;
  const name = isCdrom(drive) ? { name: `vm-${vm.vmid}-cloudinit` } : {};
  const copy = allocate(call.cluster, { vmid: vm.vmid, node: vm.node, storage, bytes: volume.size, ...name });
  return formatOptions({ ...drive, file: copy.volid, size: formatSize(copy.size) }, "file");
}

function migrate(call: Call): string {
  requireVm(call.cluster, call.node, call.vmid);
  const target = call.text("target");
  call.cluster.requireNode(target);
  if (target === call.node) throw failure("target is local node.");
  return call.task({ type: "qmigrate", id: call.vmid, locks: call.vmid }, () => {
    const vm = draftVm(call);
    for (const [key, volume] of call.store.entries("volumes")) {
      if (volume.vmid !== vm.vmid || volume.node !== call.node) continue;
      if (vm.status === "running" && !call.flag("with-local-disks"))
        throw failure("can't migrate VM - has local disks");
      call.store.remove("volumes", key);
      storageOf(call.cluster, volume.storage).put({ ...volume, node: target });
    }
    vm.node = target;
  });
}

function moveDisk(call: Call): string {
  requireVm(call.cluster, call.node, call.vmid);
  return call.task({ type: "qmmove", id: call.vmid, locks: call.vmid }, () => {
    const vm = draftVm(call);
    const key = call.text("disk");
    const old = parseDrive(String(vm.config[key] ?? "")).file;
    const storage = call.tryText("storage");
    if (!old || !storage) throw failure(`disk '${key}' does not exist`);
    const volume = findVolume(call.cluster, vm.node, old);
    if (!volume) throw failure(`volume '${old}' does not exist`);
    const format = call.tryText("format");
    const copy = allocate(call.cluster, {
      vmid: vm.vmid,
      node: vm.node,
      storage,
      bytes: volume.size,
      ...(format ? { format } : {}),
    });
    vm.config[key] = formatOptions({ ...parseDrive(String(vm.config[key])), file: copy.volid }, "file");
    if (call.flag("delete")) freeVolume(call.cluster, vm.node, old);
  });
}

export const cloneRoutes: Routes = {
  "POST /nodes/{node}/qemu/{vmid}/clone": clone,
  "POST /nodes/{node}/qemu/{vmid}/migrate": migrate,
  "POST /nodes/{node}/qemu/{vmid}/move_disk": moveDisk,
  "POST /nodes/{node}/qemu/{vmid}/template": (call) => {
    requireVm(call.cluster, call.node, call.vmid);
    return call.task({ type: "qmtemplate", id: call.vmid, locks: call.vmid }, () => {
      draftVm(call).config.template = 1;
    });
  },
};
