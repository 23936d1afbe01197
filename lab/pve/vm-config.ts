import { createHash } from "node:crypto";
import type { Cluster } from "./cluster.js";
import { attachDrive, detachDrive, isCdrom, isDrive, isUnused, parseDrive } from "./drives.js";
import { failure } from "./errors.js";
import { splitList } from "./formats.js";
import { formatNic, isNic } from "./nics.js";
import type { Parameters } from "./parameters.js";
import type { Vm, VmConfig } from "./state.js";
import { freeVolume } from "./volume-store.js";

/** Parameters that order something instead of being a line of the configuration. */
// biome-ignore format: a table
const ORDERS = new Set([
  "archive", "background_delay", "bwlimit", "delete", "digest", "force", "ha-managed", "import-working-storage",
  "live-restore", "node", "pool", "revert", "skiplock", "start", "storage", "unique", "vmid",
]);

/** Options that take effect on a running VM at once: qm(1), and the names of PVE::QemuServer's fast options. */
// biome-ignore format: a table
const IMMEDIATE = new Set([
  "cpulimit", "cpuunits", "description", "hookscript", "lock", "migrate_downtime", "migrate_speed", "name",
  "onboot", "protection", "shares", "startup", "tags", "vmstatestorage",
]);

/** Drive options that a running VM's disk cannot change. */
const COLD_DRIVE_OPTIONS = ["aio", "cache", "detect_zeroes", "discard", "iothread", "queues", "ssd"];

/** The configuration as `GET config` shows it: with what is pending, unless `current`. */
export function effectiveConfig(vm: Readonly<Vm>, current = false): VmConfig {
  if (current) return { ...vm.config };
  const merged = { ...vm.config, ...vm.pending };
  for (const key of vm.pendingDelete) delete merged[key];
  return merged;
}

/** Changes with every change of the configuration. */
export const configDigest = (vm: Readonly<Vm>): string =>
  createHash("sha1")
    .update(JSON.stringify([vm.config, vm.pending, vm.pendingDelete]))
    .digest("hex");

/**
 * Carries out a change of a VM's configuration on a draft of the VM.
 * @throws ApiError 500 for a stale digest, a protected disk or a drive that cannot be made
 */
export function changeConfig(cluster: Cluster, vm: Vm, parameters: Readonly<Parameters>): void {
  const digest = parameters.digest;
  if (digest !== undefined && digest !== configDigest(vm)) {
    throw failure("detected modified configuration - file changed by other user? Try again.");
  }
  for (const key of splitList(parameters.revert as string | undefined)) revert(vm, key);
  for (const key of splitList(parameters.delete as string | undefined)) deleteOption(cluster, vm, key);
  for (const [key, value] of Object.entries(parameters)) {
    if (!ORDERS.has(key)) setOption(cluster, vm, key, value as string | number);
  }
}

/** What a start, a reboot or a stop does: pending values become real. */
export function applyPending(cluster: Cluster, vm: Vm): void {
  const { pending, pendingDelete } = vm;
  vm.pending = {};
  vm.pendingDelete = [];
  for (const key of pendingDelete) removeNow(cluster, vm, key);
  for (const [key, value] of Object.entries(pending)) vm.config[key] = value;
}

/** `PUT cloudinit`: rewrites the drive, whereby pending cloud-init options take effect. */
export function applyPendingCloudInit(vm: Vm): void {
  for (const key of Object.keys(vm.pending).filter(isCloudInitOption)) {
    vm.config[key] = vm.pending[key] as string;
    delete vm.pending[key];
  }
  for (const key of vm.pendingDelete.filter(isCloudInitOption)) delete vm.config[key];
  vm.pendingDelete = vm.pendingDelete.filter((key) => !isCloudInitOption(key));
}

const isCloudInitOption = (key: string): boolean =>
  /^(cicustom|cipassword|citype|ciupgrade|ciuser|nameserver|searchdomain|sshkeys|ipconfig\d+)$/.test(key);

function setOption(cluster: Cluster, vm: Vm, key: string, value: string | number): void {
  const line = canonical(cluster, vm, key, value);
  vm.pendingDelete = vm.pendingDelete.filter((entry) => entry !== key);
  if (isHot(vm, key, line)) {
    const old = vm.config[key];
    if (isDrive(key) && old !== undefined) keepReplaced(cluster, vm, String(old), String(line));
    delete vm.pending[key];
    vm.config[key] = line;
  } else if (vm.config[key] === line) delete vm.pending[key];
  else vm.pending[key] = line;
}

function canonical(cluster: Cluster, vm: Vm, key: string, value: string | number): string | number {
  if (isDrive(key)) return attachDrive(cluster, vm, key, String(value));
  if (isNic(key)) return formatNic(String(value));
  if (key === "tags") return uniqueTags(String(value));
  if (key === "cipassword") return "**********";
  // Kept as comment lines of the file and read back without white space at the end.
  if (key === "description") return String(value).trimEnd();
  return value;
}

/** Default tag style of a cluster: lower case, sorted, each once. */
const uniqueTags = (text: string): string => [...new Set(splitList(text.toLowerCase()))].sort().join(";");

/** Whether a running VM can take the change now; by default network, disks and USB are hot-plugged. */
function isHot(vm: Vm, key: string, line: string | number): boolean {
  if (vm.status === "stopped" || IMMEDIATE.has(key) || isUnused(key)) return true;
  const features = String(vm.config.hotplug ?? "network,disk,usb").split(",");
  if (isNic(key)) return features.includes("network");
  if (isCloudInitOption(key)) return features.includes("cloudinit");
  if (/^usb\d+$/.test(key)) return features.includes("usb");
  if (!/^(scsi|virtio)\d+$/.test(key) || !features.includes("disk"))
    return isDrive(key) && isCdrom(parseDrive(String(line)));
  const [before, after] = [parseDrive(String(vm.config[key] ?? "")), parseDrive(String(line))];
  return before.file !== after.file || COLD_DRIVE_OPTIONS.every((option) => before[option] === after[option]);
}

function keepReplaced(cluster: Cluster, vm: Vm, old: string, next: string): void {
  if (parseDrive(old).file === parseDrive(next).file) return;
  const { unused } = detachDrive(cluster, vm, old);
  if (unused) addUnused(vm, unused);
}

function deleteOption(cluster: Cluster, vm: Vm, key: string): void {
  delete vm.pending[key];
  if (vm.config[key] === undefined) return;
  if (isDrive(key) || isUnused(key)) {
    if (vm.config.protection === 1) throw failure(`can't remove drive '${key}' - protection mode enabled`);
  }
  if (isHot(vm, key, "")) removeNow(cluster, vm, key);
  else if (!vm.pendingDelete.includes(key)) vm.pendingDelete.push(key);
}

function removeNow(cluster: Cluster, vm: Vm, key: string): void {
  const line = vm.config[key];
  delete vm.config[key];
  if (line === undefined) return;
  if (isUnused(key)) freeVolume(cluster, vm.node, String(line));
  if (!isDrive(key)) return;
  const { unused } = detachDrive(cluster, vm, String(line));
  if (unused) addUnused(vm, unused);
}

function addUnused(vm: Vm, volid: string): void {
  if (Object.entries(vm.config).some(([key, value]) => isUnused(key) && value === volid)) return;
  let index = 0;
  while (vm.config[`unused${index}`] !== undefined) index++;
  vm.config[`unused${index}`] = volid;
}

function revert(vm: Vm, key: string): void {
  delete vm.pending[key];
  vm.pendingDelete = vm.pendingDelete.filter((entry) => entry !== key);
}
