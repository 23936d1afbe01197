import type { Call } from "./call.js";
import { isDrive, isUnused, parseDrive } from "./drives.js";
import { forbidden } from "./errors.js";
import { splitList } from "./formats.js";
import { isNic, parseNic } from "./nics.js";
import type { Parameters } from "./parameters.js";

/** Option → privilege on the VM, after PVE::API2::Qemu (`check_vm_modify_config_perm`). */
// biome-ignore format: a table
const OPTION_PRIVILEGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(cores|cpu|cpulimit|cpuunits|numa\d*|smp|sockets|vcpus|affinity)$/, ["VM.Config.CPU"]],
  [/^(memory|balloon|shares|allow-ksm|hugepages|keephugepages)$/, ["VM.Config.Memory"]],
  [/^(acpi|hotplug|kvm|machine|scsihw|smbios1|tablet|vga|watchdog|audio0|rng0|vmgenid|arch|ivshmem|serial\d+|spice_enhancements)$/, ["VM.Config.HWType"]],
  [/^(agent|autostart|bios|description|keyboard|localtime|migrate_downtime|migrate_speed|name|onboot|ostype|protection|reboot|startdate|startup|tags|tdf|template)$/, ["VM.Config.Options"]],
  [/^freeze$/, ["VM.PowerMgmt"]],
  [/^(boot|bootdisk|vmstatestorage|unused\d+)$/, ["VM.Config.Disk"]],
  [/^net\d+$/, ["VM.Config.Network"]],
  [/^(cicustom|cipassword|citype|ciupgrade|ciuser|nameserver|searchdomain|sshkeys|ipconfig\d+)$/, ["VM.Config.Cloudinit", "VM.Config.Network"]],
];

/** Options that have no privilege of their own. */
const FREE =
  /^(node|vmid|pool|storage|archive|bwlimit|force|unique|start|digest|delete|revert|skiplock|background_delay|ha-managed|import-working-storage|live-restore)$/;

interface Place {
  readonly vmid: number;
  readonly pool: string | undefined;
}

const requireVm = (call: Call, { vmid, pool }: Place, privileges: string[], any = false): void =>
  call.cluster.permissions.requireForVm(call.auth, vmid, pool, privileges, any);

function requireOption(call: Call, place: Place, key: string): void {
  if (isDrive(key) || FREE.test(key)) return;
  const known = OPTION_PRIVILEGES.find(([names]) => names.test(key));
  if (!known) throw forbidden(`only root can set '${key}' config`);
  requireVm(call, place, [...known[1]], true);
  if (key === "startup") call.require("/", ["Sys.Modify"]);
}

/** What the value of a drive or a network card asks for beyond the option itself. */
function requireValue(call: Call, key: string, text: string): void {
  if (isDrive(key)) {
    const { file = "", "import-from": source } = parseDrive(text);
    const storage = /^([^:]+):(\d+(\.\d+)?|cloudinit)$/.exec(file)?.[1];
    if (storage !== undefined) call.require(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    if (source?.includes(":")) {
      call.require(`/storage/${source.split(":")[0]}`, ["Datastore.AllocateSpace", "Datastore.Audit"], true);
    }
    if (file === "cdrom") call.require("/", ["Sys.Console"]);
  }
  if (isNic(key)) requireBridge(call, parseNic(text).bridge, parseNic(text).tag);
}

/** PVE::GuestHelpers::check_vnet_access: a bridge is a vnet of the zone `localnetwork`. */
function requireBridge(call: Call, bridge: string | undefined, tag: string | undefined): void {
  if (bridge === undefined) return;
  const zone = String(call.store.get("plain", `sdn/vnets/${bridge}`)?.zone ?? "localnetwork");
  call.require(`/sdn/zones/${zone}/${bridge}${tag ? `/${tag}` : ""}`, ["SDN.Use"]);
}

function requireDrive(call: Call, place: Place, key: string, text: string): void {
  const { media, file = "" } = parseDrive(text);
  if (/:cloudinit$/.test(file)) requireVm(call, place, ["VM.Config.CDROM", "VM.Config.Cloudinit"]);
  else if (media === "cdrom" || file === "none" || file === "cdrom") requireVm(call, place, ["VM.Config.CDROM"]);
  else requireVm(call, place, ["VM.Config.Disk"]);
  requireValue(call, key, text);
}

const textOptions = (parameters: Readonly<Parameters>): [string, string][] =>
  Object.entries(parameters).map(([key, value]) => [key, String(value)]);

/** @throws ApiError 403 unless the caller may create the VM with all that the request asks for */
export function mayCreateVm(call: Call): void {
  if (call.auth === "root@pam") return;
  const place = { vmid: call.vmid, pool: call.tryText("pool") };
  const inPool = place.pool !== undefined && call.may(`/pool/${place.pool}`, ["VM.Allocate"]);
  if (!inPool && !call.may(`/vms/${call.vmid}`, ["VM.Allocate"])) throw forbidden(`/vms/${call.vmid}, VM.Allocate`);
  for (const [key, text] of textOptions(call.parameters)) {
    requireOption(call, place, key);
    requireValue(call, key, text);
  }
}

/** @throws ApiError 403 unless the caller may set and delete every option of the request */
export function mayChangeVm(call: Call): void {
  if (call.auth === "root@pam") return;
  const place = { vmid: call.vmid, pool: undefined };
  const config = call.store.get("vms", call.vmid)?.config ?? {};
  for (const key of [...splitList(call.tryText("delete")), ...splitList(call.tryText("revert"))]) {
    if (isDrive(key)) requireDrive(call, place, key, String(config[key] ?? ""));
    else requireOption(call, place, isUnused(key) ? "bootdisk" : key);
  }
  for (const [key, text] of textOptions(call.parameters)) {
    requireOption(call, place, key);
    if (isDrive(key)) requireDrive(call, place, key, text);
    else requireValue(call, key, text);
  }
}

/** @throws ApiError 403 unless the caller may use every storage and bridge of the copy */
export function mayClone(call: Call): void {
  const { store } = call;
  const config = store.get("vms", call.vmid)?.config ?? {};
  const target = call.tryText("storage");
  for (const [key, text] of textOptions(config)) {
    const { file = "", media } = parseDrive(text);
    if (isDrive(key) && media !== "cdrom")
      call.require(`/storage/${target ?? file.split(":")[0]}`, ["Datastore.AllocateSpace"]);
    if (isNic(key)) requireValue(call, key, text);
  }
}
