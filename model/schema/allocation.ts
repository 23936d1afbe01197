import { z } from "zod";
import { hostname, ID_PATTERN, id, ipv4Prefix, ipv6Prefix, label, vmId } from "./common.js";

/**
 * What `npm run allocate` wrote. Only bases stand here (numbers, prefixes, VM ids, host parts, nodes); everything
 * else is derived from them, so that adding or removing a school touches no other file.
 */
const stack = z
  .string()
  .regex(ID_PATTERN)
  .max(90)
  .optional()
  .describe("Stack that it belongs to, without the Träger's id, where its school has an older one on another cluster.");
const host = z.int().min(2).max(16_000);

export const machineAllocation = z.strictObject({
  vmId: vmId.describe("VM id; never given again."),
  host: host.describe("Host part of the address in the machine's segment; never given again."),
  cluster: id.describe("Cluster that it runs on: a data centre, or site-<id> for a site's own node."),
  node: id.describe("Proxmox node that the machine was placed on."),
  name: hostname.describe("Host name; never given again."),
  stack,
  retiring: z.literal(true).optional().describe("Its protection was taken off on purpose: it may go."),
});
export type MachineAllocation = z.infer<typeof machineAllocation>;

const machines = z.record(id, machineAllocation).default({}).describe("Machine key → its numbers.");
const retired = z
  .record(
    z.string(),
    z.strictObject({
      vmId: vmId.describe("VM id; never given again."),
      cluster: id.describe("Cluster that it ran on."),
      host: host.optional().describe("Host part of its address; never given again."),
      name: hostname.optional().describe("Host name; never given again."),
      stack,
    }),
  )
  .default({})
  .describe("Machine keys that are gone → what they had. Their stacks stay until these are removed.");

export type RetiredAllocation = z.infer<typeof retired>[string];

export const dataCentreAllocation = z.strictObject({
  plan: z.enum(["s", "l"]).describe("Size of the data centre's address plan."),
  ipv4: ipv4Prefix.describe("IPv4 prefix of the data centre."),
  ipv6: ipv6Prefix.describe("IPv6 prefix of the data centre."),
  machines: machines.describe("Central machines."),
  retired,
});
export type DataCentreAllocation = z.infer<typeof dataCentreAllocation>;

export const siteAllocation = z.strictObject({
  number: z.int().min(1).max(9999).describe("Number of the site; never given again."),
  plan: z.enum(["s", "m", "l"]).describe("Size of the site's address plan."),
  ipv4: ipv4Prefix.describe("IPv4 prefix of the site."),
  ipv6: ipv6Prefix.describe("IPv6 prefix of the site."),
  switches: z
    .record(id, z.int().min(2).max(15))
    .default({})
    .describe("Switch id → host part in the management segment."),
  assigned: z
    .record(
      id,
      z.strictObject({
        by: label.describe("Who assigned them."),
        ipv4: ipv4Prefix.optional().describe("IPv4 prefix."),
        ipv6: ipv6Prefix.optional().describe("IPv6 prefix."),
      }),
    )
    .optional()
    .describe("Segment role → prefixes that others assigned; they are never moved by accident."),
  node: id
    .optional()
    .describe(
      "Names the stack of the site's own node, where that is not the site's id, e.g. the site that it came from.",
    ),
});
export type SiteAllocation = z.infer<typeof siteAllocation>;

export const schoolAllocation = z.strictObject({
  number: z.int().min(1).max(9999).describe("Number of the school; never given again."),
  key: id.describe("Id at the first allocation: names its stacks, states, pools and tags through every rename."),
  machines,
  retired,
});
export type SchoolAllocation = z.infer<typeof schoolAllocation>;

const places = z.record(z.string(), z.record(id, ipv4Prefix)).describe("Plan in use → segment → its place.");

/**
 * Where segments lie in the prefixes that were given. It is derived from the tables; that it stands here lets `check`
 * see when these change.
 */
export const addressLayout = z.strictObject({
  firstSchoolVlan: z.int().optional().describe("VLAN of the school with number 1 in the data centres."),
  vlans: z.record(id, z.int()).describe("Segment role → VLAN, which its IPv6 prefix follows, too."),
  sites: places,
  dataCentres: places,
});
export type AddressLayout = z.infer<typeof addressLayout>;

export interface Allocations {
  /** Absent before the first `npm run allocate`. */
  readonly layout?: AddressLayout;
  readonly dataCentres: ReadonlyMap<string, DataCentreAllocation>;
  readonly sites: ReadonlyMap<string, SiteAllocation>;
  readonly schools: ReadonlyMap<string, SchoolAllocation>;
}
