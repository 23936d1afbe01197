import type { Network } from "./intent.js";
import type { Coverage } from "./resolve/bausteine.js";
import type { Calendar } from "./resolve/calendar.js";
import type { ClusterRef } from "./resolve/machines.js";
import type { Segment } from "./resolve/segments.js";
import type { Cluster } from "./schema/cluster.js";
import type { Lifecycle, Phase, Placement, Scenario } from "./schema/common.js";
import type { Stage } from "./schema/line.js";
import type { Uplink } from "./schema/site.js";
import type { Traeger } from "./schema/traeger.js";

/**
 * The resolved declaration: plain, frozen JSON that stacks, inventories and reports read. Whatever is decided is
 * decided before it; whatever reads it only places.
 */
export interface Platform {
  readonly id: string;
  readonly name: string;
  readonly scenario: Scenario;
  readonly phase: Phase;
  readonly domain: string;
  readonly state: Traeger["state"];
  readonly access: Traeger["access"];
  readonly calendar: Calendar;
  readonly clusters: Readonly<Record<string, PlatformCluster>>;
  readonly stacks: Readonly<Record<string, Stack>>;
  readonly machines: Readonly<Record<string, VirtualMachine>>;
  readonly sites: Readonly<Record<string, PlatformSite>>;
  readonly schools: Readonly<Record<string, PlatformSchool>>;
  readonly services: Readonly<Record<string, Service>>;
  readonly network: Network;
}

export interface PlatformCluster {
  readonly id: string;
  readonly name: string;
  readonly ref: Pick<ClusterRef, "dataCentre" | "site">;
  readonly declared: Cluster;
}

/** What a cluster needs besides machines: whatever exists once per cluster, so that it has exactly one owner. */
export interface Base {
  /** Segments that machines of the cluster stand in, with the VNet name where the cluster has an SDN. */
  readonly segments: readonly ClusterSegment[];
  readonly images: readonly Image[];
  /** IP sets of the cluster's firewall: name → prefixes. */
  readonly ipSets: Readonly<Record<string, IpSet>>;
  /** Security group that every machine has: at most 18 characters (Proxmox VE). */
  readonly securityGroup: string;
  readonly common: readonly FirewallRule[];
  /** Pools with the users of their schools, where schools have tokens of their own. */
  readonly pools: readonly Pool[];
  readonly backups: readonly Backup[];
  /** Groups of machines that stand on different nodes: name → VM ids. */
  readonly spread: Readonly<Record<string, readonly number[]>>;
}

export interface Pool {
  readonly id: string;
  readonly comment: string;
  /** User whose token may touch this pool only. */
  readonly user?: string;
}

export interface Backup {
  readonly id: string;
  readonly vmIds: readonly number[];
  readonly storage: string;
  /** Calendar event of Proxmox VE, inside a maintenance window. */
  readonly schedule: string;
  readonly keepDays: number;
}

export interface ClusterSegment extends Segment {
  /** Name of the VNet: at most eight characters (Proxmox VE SDN). */
  readonly vnet: string;
  /** School, site's node or `central`: for people. */
  readonly owner: string;
}

export interface Image {
  readonly name: string;
  readonly url: string;
  readonly checksum: string;
  readonly algorithm: "sha256" | "sha512";
  /** File name on the images datastore. */
  readonly file: string;
}

export interface IpSet {
  readonly comment: string;
  readonly prefixes: readonly string[];
}

export interface FirewallRule {
  readonly flow: string;
  readonly comment: string;
  readonly protocol: "tcp" | "udp";
  /** Ports as Proxmox VE writes them: `80,443` or `16384:32768`. */
  readonly ports: string;
  /** `+set`, or prefixes of one address family, separated by commas; undefined: from anywhere. */
  readonly source?: string;
}

/** One Terraform stack: one cluster, one state. */
export interface Stack {
  /** `<Träger>-<data centre | site-<site> | school | school-local>`; also the ownership tag of its machines. */
  readonly id: string;
  readonly kind: "cluster" | "school";
  readonly cluster: string;
  readonly school?: string;
  /** Pool in Proxmox VE. */
  readonly pool: string;
  /** Name of the variable and environment variable (TF_VAR_…) that carries the API token. */
  readonly tokenVariable: string;
  /** Secret reference of the token. */
  readonly token: string;
  /** Stacks that have to be deployed before. */
  readonly after: readonly string[];
  /** Keys into Platform.machines. */
  readonly machines: readonly string[];
  readonly base?: Base;
}

export interface Disk {
  readonly interface: string;
  readonly role: "system" | "data";
  readonly sizeGiB: number;
}

export interface Nic {
  readonly mac: string;
  readonly role: string;
  readonly vlan: number;
  readonly bridge: string;
  /** Set when the bridge is a VNet, which carries its VLAN itself. */
  readonly vnet: boolean;
  readonly ipv4: string;
  readonly ipv4Length: number;
  readonly gateway4: string;
  readonly ipv6: string;
  readonly ipv6Length: number;
  readonly gateway6: string;
}

export interface VirtualMachine {
  /** `<owner>/<machine key>`; owner is a school id or a data centre id. */
  readonly key: string;
  readonly resource: string;
  readonly stack: string;
  readonly cluster: string;
  readonly node: string;
  readonly vmId: number;
  readonly name: string;
  readonly fqdn: string;
  readonly kind: string;
  readonly product: string;
  readonly school?: string;
  readonly purpose: { readonly de: string; readonly en: string };
  readonly lifecycle: Lifecycle;
  readonly cores: number;
  readonly memoryMiB: number;
  /** Document or reason that the size comes from. */
  readonly sizeSource: string;
  readonly image: string;
  /** Volume id of the image, e.g. local:import/debian-12-0123456789ab.qcow2 */
  readonly imageVolume: string;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  readonly nameservers: readonly string[];
  readonly firewall: readonly FirewallRule[];
  readonly holdsData: boolean;
  /** Whether a backup job covers it: it holds data, and is not itself the store of backups. */
  readonly backup: boolean;
  readonly personalData: boolean;
  readonly protection: boolean;
  readonly securityGroup: string;
  readonly highAvailability: boolean;
  /** Node that its disks are replicated to. */
  readonly replicateTo?: string;
}

export interface Device {
  readonly name: string;
  readonly fqdn: string;
  readonly model?: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface AccessPoint extends Device {
  readonly room: string;
}

export interface PlatformSite {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly wave: string;
  readonly schools: readonly string[];
  readonly ipv4: string;
  readonly ipv6: string;
  readonly segments: readonly Segment[];
  readonly uplinks: readonly Uplink[];
  /** Last declared step of the cut-over to the Landesnetz. */
  readonly cutover?: Stage;
  readonly router: Device;
  readonly switches: readonly PlatformSwitch[];
  readonly accessPoints: readonly AccessPoint[];
  readonly cluster?: string;
}

export interface PlatformSwitch extends Device {
  /** As declared: what people call the distributor. */
  readonly id: string;
  /** Room of the distributor. */
  readonly place?: string;
  /** Access ports, of all members of a stack. */
  readonly ports: number;
  readonly role: string;
}

export interface PlatformSchool {
  readonly id: string;
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly kind: string;
  readonly phase: Phase;
  readonly lifecycle: Lifecycle;
  readonly sites: readonly string[];
  readonly pupils: number;
  readonly teachers: number;
  readonly bausteine: readonly Coverage[];
  readonly products: Readonly<Record<string, { readonly placement: Placement; readonly because: string }>>;
}

/** A service that a product offers: a name, and machines where it has some (a hosted one has none). */
export interface Service {
  readonly id: string;
  readonly product: string;
  readonly productName: string;
  readonly school?: string;
  readonly placement: Placement;
  readonly dnsNames: readonly string[];
  readonly machines: readonly string[];
}

/** Freezes a plain tree in place, so that no reader can change what another one sees. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
