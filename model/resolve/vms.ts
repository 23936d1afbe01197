import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { host, parsePrefix } from "../net.js";
import type { Disk, Nic, VirtualMachine } from "../platform.js";
import type { MachineAllocation } from "../schema/allocation.js";
import type { Trace } from "../trace.js";
import { clusterStack, schoolStack } from "./clusters.js";
import type { MachineDemand, Size } from "./machines.js";
import type { Segment } from "./segments.js";

/** A machine with all its numbers; its firewall rules follow once all machines are known. */
export type Placed = Omit<VirtualMachine, "firewall" | "nameservers"> & {
  readonly segment: Segment;
  readonly spreadGroup?: string;
};

export interface Owner {
  /** School id, or data centre id. */
  readonly id: string;
  /** Id that names stacks, pools and tags; it outlives renames. */
  readonly key: string;
  readonly school?: string;
  /** File that the allocation stands in. */
  readonly file: string;
}

/** Joins demand, allocation and segment into one machine. */
export function placeMachine(
  declaration: Declaration,
  owner: Owner,
  demand: MachineDemand,
  allocation: MachineAllocation,
  segment: Segment,
  trace?: Trace,
): Placed {
  const { entry, installation, size, kind, lifecycle } = demand;
  const { traeger } = declaration;
  const known = size as Size;
  const key = `${owner.id}/${demand.key}`;
  const placed: Placed = {
    key,
    resource: demand.key,
    stack:
      owner.school === undefined
        ? clusterStack(declaration, allocation.cluster)
        : `${traeger.id}-${schoolStack(owner.key, allocation)}`,
    cluster: allocation.cluster,
    node: allocation.node,
    vmId: allocation.vmId,
    name: allocation.name,
    fqdn: `${allocation.name}.${traeger.domain}`,
    kind,
    product: installation.product,
    ...(owner.school === undefined ? {} : { school: owner.school }),
    purpose: entry.name,
    lifecycle,
    cores: known.cores,
    memoryMiB: Math.round(known.memoryGiB * 1024),
    sizeSource: known.source,
    image: entry.image,
    imageVolume: imageVolume(declaration, demand),
    disks: disks(known),
    nics: [nic(demand, allocation, segment)],
    holdsData: entry.holdsData,
    backup: entry.holdsData && !entry.backupStore,
    personalData: entry.personalData,
    protection: entry.holdsData && lifecycle !== "retiring",
    securityGroup: traeger.id,
    highAvailability: owner.school === undefined && (demand.cluster?.declared.highAvailability ?? false),
    ...replicateTo(demand, allocation),
    ...(entry.spread ? { spreadGroup: `${owner.key}-${kind}` } : {}),
    segment,
  };
  if (trace) explain(trace, placed, owner, demand);
  return placed;
}

/** The checksum is part of the name: another image is another file, never a changed one. */
export function imageFile(traeger: string, name: string, checksum: string): string {
  return `${traeger}-${name}-${checksum.slice(0, 12)}.qcow2`;
}

function imageVolume({ traeger }: Declaration, { entry: { image }, cluster }: MachineDemand): string {
  const file = imageFile(traeger.id, image, traeger.images[image]?.checksum ?? "");
  return `${cluster?.declared.datastores.images.id}:import/${file}`;
}

/** The next node by name, where disks are replicated at all. */
function replicateTo({ cluster }: MachineDemand, { node }: MachineAllocation): { replicateTo?: string } {
  const nodes = Object.keys(cluster?.declared.nodes ?? {}).sort();
  const next = nodes[(nodes.indexOf(node) + 1) % nodes.length];
  return cluster?.declared.replication && next !== undefined && next !== node ? { replicateTo: next } : {};
}

function disks({ systemGiB, dataGiB }: Size): Disk[] {
  const system: Disk = { interface: "scsi0", role: "system", sizeGiB: systemGiB };
  return dataGiB > 0 ? [system, { interface: "scsi1", role: "data", sizeGiB: dataGiB }] : [system];
}

function nic({ cluster }: MachineDemand, { vmId, host: part }: MachineAllocation, segment: Segment): Nic {
  const [ipv4, ipv6] = [parsePrefix(segment.ipv4), parsePrefix(segment.ipv6)];
  const network = cluster?.declared.network;
  const sdn = network?.kind === "sdn";
  return {
    mac: macAddress(vmId, 0),
    role: segment.role,
    vlan: segment.vlan,
    bridge: sdn ? vnetName(segment.vlan) : (network?.bridge ?? ""),
    vnet: sdn,
    ipv4: host(ipv4, part),
    ipv4Length: ipv4.length,
    gateway4: segment.gateway4,
    ipv6: host(ipv6, part),
    ipv6Length: ipv6.length,
    gateway6: segment.gateway6,
  };
}

/** Proxmox VE takes at most eight characters. */
export function vnetName(vlan: number): string {
  return `vn${vlan}`;
}

/** Proxmox's own prefix BC:24:11, then VM id × 8 + NIC: unique while VM ids are, and the same for ever. */
export function macAddress(vmId: number, index: number): string {
  const tail = (vmId * 8 + index).toString(16).toUpperCase().padStart(6, "0");
  return `BC:24:11:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4, 6)}`;
}

function explain(trace: Trace, vm: Placed, owner: Owner, { installation, key, existing }: MachineDemand): void {
  const { file, use, product } = installation;
  const settings = { file, path: ["products", product] };
  const allocated = (value: string) => ({
    file: owner.file,
    path: ["machines", key, value],
    rule: "allocated once by `npm run allocate`",
  });
  trace.note(["machines", vm.key], { ...settings, rule: `product ${product} needs machine kind ${vm.kind}` });
  for (const [name, path] of [
    ["vmId", "vmId"],
    ["node", "node"],
    ["name", "name"],
  ] as const)
    trace.note(["machines", vm.key, name], allocated(path));
  for (const name of Object.keys(existing))
    trace.note(["machines", vm.key, name === "hostname" ? "name" : name], {
      file,
      path: ["products", product, "existing", key, name],
      rule: "an existing value, taken over",
    });
  const sized = use.sizing[vm.kind] ? { file, path: ["products", product, "sizing", vm.kind] } : {};
  for (const name of ["cores", "memoryMiB", "disks", "sizeSource"])
    trace.note(["machines", vm.key, name], { ...sized, rule: `size: ${vm.sizeSource}` });
  trace.note(["machines", vm.key, "cluster"], { ...settings, rule: `placement: ${installation.because}` });
  trace.note(["machines", vm.key, "nics"], {
    ...allocated("host"),
    rule: `segment ${vm.segment.role}, prefix ${vm.segment.ipv4}; host part allocated; MAC from the VM id`,
  });
  trace.note(["machines", vm.key, "protection"], {
    rule: "machines that hold data are protected unless they are retiring",
  });
  trace.note(["machines", vm.key, "firewall"], { rule: "flow table model/catalogue/flows.yaml" });
}

/** The platform's own resolvers. */
export function resolvers(catalogue: Catalogue, placed: readonly Placed[]): Placed[] {
  return centralOf(catalogue, placed, "nameserver");
}

/** Whom devices send their messages. */
export function logServers(catalogue: Catalogue, placed: readonly Placed[]): Placed[] {
  return centralOf(catalogue, placed, "logServer");
}

function centralOf({ machines }: Catalogue, placed: readonly Placed[], serves: "nameserver" | "logServer"): Placed[] {
  return placed.filter(({ kind, school }) => school === undefined && machines[kind]?.[serves]);
}

/** What a machine asks for names: the platform's own resolvers, else (and for these) the gateway of its segment. */
export function nameservers(own: readonly Placed[], vm: Placed): string[] {
  if (own.length === 0 || own.some(({ key }) => key === vm.key)) return [vm.segment.gateway4];
  return own.flatMap((resolver) => resolver.nics.map((nic) => nic.ipv4)).sort();
}
