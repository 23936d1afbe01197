import { z } from "zod";
import { count, hostname, id, ipv4, label, placement, vmId } from "./common.js";

export const sizing = z
  .strictObject({
    cores: z.int().min(1).max(256).describe("Virtual CPU cores."),
    memoryGiB: z.number().min(0.5).max(2048).multipleOf(0.5).describe("Memory in GiB."),
    systemGiB: z.int().min(4).max(65_536).describe("Size of the system disk in GiB."),
    dataGiB: count.max(65_536).default(0).describe("Size of the separate data disk in GiB; 0 means none."),
    reason: label.describe("Why this size: the document it comes from, or why it differs from the published one."),
  })
  .describe("Size of one virtual machine. Replaces the catalogue's figure.");
export type Sizing = z.infer<typeof sizing>;

export const existing = z
  .strictObject({
    vmId: vmId.optional().describe("VM id that the machine has already."),
    hostname: hostname.optional().describe("Host name that the machine has already."),
    ipv4: ipv4.optional().describe("IPv4 address that the machine has already; it must lie in its segment."),
    node: id.optional().describe("Proxmox node that the machine runs on already."),
  })
  .describe("Values that exist already and are taken over unchanged.");

export type Existing = z.infer<typeof existing>;

/** How one product is used. The same shape serves the Träger (for all) and a school (for itself). */
export const productUse = z
  .strictObject({
    placement: placement.optional().describe("local | central | hosted | auto. Default: what the catalogue says."),
    lifecycle: z
      .enum(["active", "retiring"])
      .optional()
      .describe(
        "retiring: protection of its machines is taken off by one apply; then the product may be removed. Default: active.",
      ),
    dataCentre: id.optional().describe("Data centre that runs the central machines. Default: the first one."),
    without: z.array(id).default([]).describe("Bausteine that the product could cover but shall not (module off)."),
    stays: z
      .record(id, label)
      .default({})
      .describe(
        "Baustein → reason why the own service stays beside the state's once the state's are active, where the scenario lets it.",
      ),
    form: z.string().optional().describe("Form of the product where it has several, e.g. Open-Xchange 7.10 or 8."),
    concurrentUsers: count
      .max(1_000_000, "expected at most 1000000")
      .optional()
      .describe("Users at the same time, for products that scale with them."),
    agents: count.optional().describe("People who work on tickets at the same time."),
    storeTiB: z.number().min(0).optional().describe("Size of the backup store in TiB."),
    instances: z.int().min(1).max(32).optional().describe("Machines of a kind that is scaled by hand."),
    sizing: z
      .record(id, sizing)
      .default({})
      .describe("Size per kind of machine, where none is published or it differs."),
    existing: z.record(id, existing).default({}).describe("Machine key → values that exist already."),
  })
  .describe("Settings of a product.");
export type ProductUse = z.infer<typeof productUse>;

export const products = z.record(id, productUse).describe("Product id of the catalogue → its settings.");
