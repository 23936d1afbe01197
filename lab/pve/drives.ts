import type { Cluster } from "./cluster.js";
import { failure } from "./errors.js";
import { formatOptions, type Options, parseOptions } from "./property-string.js";
import type { Vm, Volume } from "./state.js";
import { allocate, findVolume, freeVolume, storageOf } from "./volume-store.js";

const KIB = 1024;
const GIB = KIB ** 3;

/** Fixed sizes of the small volumes, as the qm(1) manual and a real cluster show them. */
const EFI_BYTES: Readonly<Record<string, number>> = { "2m": 128 * KIB, "4m": 528 * KIB };
const TPM_BYTES = 4 * KIB * KIB;
const CLOUD_INIT_BYTES = 4 * KIB * KIB;

export const isDrive = (key: string): boolean => /^((ide|sata|scsi|virtio)\d+|efidisk0|tpmstate0)$/.test(key);
export const isUnused = (key: string): boolean => /^unused\d+$/.test(key);

/** The options of a drive line; the volume is under `file`. */
export function parseDrive(text: string): Options {
  const { volume, ...options } = parseOptions(text, "file");
  return volume === undefined ? options : { ...options, file: volume };
}

export const isCdrom = (drive: Options): boolean =>
  drive.media === "cdrom" || drive.file === "none" || drive.file === "cdrom";
const isCloudInit = (volid: string): boolean => /[:/]vm-\d+-cloudinit/.test(volid);

/** `10737418240` → `10G`; the largest unit that divides, as PVE::JSONSchema prints it. */
export function formatSize(bytes: number): string {
  let [value, unit] = [bytes, ""];
  for (const next of ["K", "M", "G"]) {
    if (value % KIB !== 0) break;
    value /= KIB;
    unit = next;
  }
  return `${value}${unit}`;
}

/** `10G`, `512M`, `1.5G` or plain bytes. */
export function parseSize(text: string): number {
  const [, digits = "0", unit = ""] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? [];
  return Math.round(Number(digits) * KIB ** " KMGT".indexOf(unit || " "));
}

/**
 * Turns a drive line of a request into the line of the configuration: allocates, imports or attaches.
 * @throws ApiError 500 if the storage is full, unsuited or unknown, or the source of an import is missing
 */
export function attachDrive(cluster: Cluster, vm: Vm, key: string, text: string): string {
  const { size: _size, "import-from": source, format, ...drive } = parseDrive(text);
  const file = drive.file ?? "";
  if (file === "none" || file === "cdrom") return print({ ...drive, media: "cdrom" });
  const fresh = /^([^:]+):(\d+(?:\.\d+)?|cloudinit)$/.exec(file);
  if (!fresh) {
    const volume = findVolume(cluster, vm.node, file);
    if (!volume) throw failure(`volume '${file}' does not exist`);
    if (volume.content === "images" && volume.vmid === undefined) throw failure(`volume '${file}' has no owner`);
    return print({ ...drive, ...(format ? { format } : {}), size: formatSize(volume.size) });
  }
  const [, storage = "", amount = ""] = fresh;
  const order = { vmid: vm.vmid, node: vm.node, storage, ...(format ? { format } : {}) };
  if (amount === "cloudinit") {
    const volume = allocate(cluster, { ...order, bytes: CLOUD_INIT_BYTES, name: `vm-${vm.vmid}-cloudinit` });
    return print({ ...drive, file: volume.volid, media: "cdrom", size: formatSize(volume.size) });
  }
  const bytes = source ? importedBytes(cluster, vm.node, source) : newBytes(key, drive, Number(amount));
  const volume = allocate(cluster, { ...order, bytes });
  return print({ ...drive, file: volume.volid, size: formatSize(volume.size) });
}

function newBytes(key: string, drive: Options, gibibytes: number): number {
  if (key === "efidisk0") return EFI_BYTES[drive.efitype ?? "2m"] as number;
  if (key === "tpmstate0") return TPM_BYTES;
  return gibibytes * GIB;
}

function importedBytes(cluster: Cluster, node: string, source: string): number {
  const volume = findVolume(cluster, node, source);
  if (!volume) throw failure(`volume '${source}' does not exist`);
  return volume.size;
}

/** Takes a drive off a VM: a disk stays as `unusedN`, what cloud-init made goes. Does not touch `vm.config`. */
export function detachDrive(cluster: Cluster, vm: Vm, line: string): { unused?: string } {
  const drive = parseDrive(line);
  const volume = drive.file ? findVolume(cluster, vm.node, drive.file) : undefined;
  if (!volume || volume.vmid !== vm.vmid) return {};
  if (isCloudInit(volume.volid)) {
    freeVolume(cluster, vm.node, volume.volid);
    return {};
  }
  return isCdrom(drive) ? {} : { unused: volume.volid };
}

/** Grows a disk; `size` is absolute or begins with `+`. */
export function resizeDrive(cluster: Cluster, vm: Vm, key: string, size: string): void {
  const line = vm.config[key];
  if (line === undefined) throw failure(`disk '${key}' does not exist`);
  const drive = parseDrive(String(line));
  if (isCdrom(drive)) throw failure(`you can't resize a cdrom`);
  const volume = drive.file ? findVolume(cluster, vm.node, drive.file) : undefined;
  if (!volume) throw failure(`volume '${drive.file}' does not exist`);
  const bytes = size.startsWith("+") ? volume.size + parseSize(size.slice(1)) : parseSize(size);
  if (bytes < volume.size) throw failure("shrinking disks is not supported");
  growVolume(cluster, volume, bytes);
  vm.config[key] = print({ ...drive, size: formatSize(bytes) });
}

function growVolume(cluster: Cluster, volume: Readonly<Volume>, bytes: number): void {
  const storage = storageOf(cluster, volume.storage);
  storage.requireSpace(volume.node, bytes - volume.size);
  storage.put({ ...volume, size: bytes });
}

const print = (drive: Options): string => formatOptions(drive, "file");
