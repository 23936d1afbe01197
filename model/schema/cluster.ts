import { z } from "zod";
import { count, httpsUrl, id, label, secret, vlan } from "./common.js";

const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/, "expected a Proxmox identifier: letters, digits, . _ -")
  .max(60);

export const node = z.strictObject({
  cores: z.int().min(1).describe("Physical cores (or threads) that virtual machines may use."),
  memoryGiB: z.number().min(1).describe("Memory in GiB that virtual machines may use, the host's own share taken off."),
});

export const datastore = z.strictObject({
  id: identifier.describe("Name of the storage in Proxmox VE."),
  sizeGiB: z.int().min(1).describe("Usable size in GiB (of each node, where it is not shared)."),
  shared: z.boolean().default(false).describe("Whether all nodes see the same storage. Default: false."),
});

/** A backup store; the rule backup-capacity reckons with the share of data that changes. */
export const backupStore = datastore.extend({
  dailyChangePercent: z
    .number()
    .min(0)
    .max(100)
    .describe("Share of the data that changes in a day, in percent; measured or assumed by the Träger."),
});

/** One Proxmox VE cluster: the only thing that a stack speaks to. A single node counts as a cluster, too. */
export const cluster = z.strictObject({
  endpoint: httpsUrl.describe("Address of the Proxmox VE API, e.g. https://pve.rz.example:8006"),
  token: secret.describe("Reference to the API token (user@realm!id=uuid) of this cluster's stack."),
  schoolTokens: z
    .enum(["shared", "per-school"])
    .default("shared")
    .describe(
      "per-school: each school's stack uses the token in <token>_<SCHOOL>, which sees only that school's pool. Default: shared.",
    ),
  nodes: z
    .record(id, node)
    .refine((nodes) => Object.keys(nodes).length > 0, "expected at least one node")
    .describe("Node name → what it offers."),
  datastores: z
    .strictObject({
      vm: datastore.describe("Disks of the virtual machines."),
      images: datastore.describe("Images; needs the content type `import` (Proxmox VE 8.4 or newer)."),
      backup: backupStore
        .optional()
        .describe("Backups, usually a Proxmox Backup Server. Needed once a machine holds data."),
    })
    .describe("Storages by what they are used for."),
  network: z
    .strictObject({
      kind: z
        .enum(["bridge", "sdn"])
        .default("bridge")
        .describe("VLAN-aware bridge, or SDN (one VLAN zone and a VNet per segment)."),
      bridge: identifier.describe("VLAN-aware bridge that carries all segments, e.g. vmbr1"),
    })
    .describe("How virtual machines reach their segments."),
  highAvailability: z.boolean().default(false).describe("Whether central machines are HA resources. Default: false."),
  replication: z
    .boolean()
    .default(false)
    .describe("Whether disks are replicated to a second node each 15 minutes (ZFS, not shared). Default: false."),
  parallel: z.int().min(1).max(64).default(4).describe("Operations at the same time on this cluster. Default: 4."),
});
export type Cluster = z.infer<typeof cluster>;

export const dataCentre = z.strictObject({
  name: label.describe("Name that people use."),
  place: label.optional().describe("Where it stands."),
  cluster: cluster.describe("Its Proxmox VE cluster."),
  serverVlan: vlan.default(100).describe("VLAN of the central servers. Default: 100."),
  dmzVlan: vlan.default(101).describe("VLAN of the machines that the Internet may reach. Default: 101."),
  managementVlan: vlan.default(102).describe("VLAN of jump host, monitoring and backup. Default: 102."),
  internetMbit: count.describe("Bandwidth to the Internet in Mbit/s."),
});
export type DataCentre = z.infer<typeof dataCentre>;
