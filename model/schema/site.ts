import { z } from "zod";
import { cluster } from "./cluster.js";
import { count, day, hostname, id, ipv4Prefix, ipv6Prefix, label, lifecycle, schemaVersion, vlan } from "./common.js";

export const uplink = z.strictObject({
  kind: z
    .enum(["landesnetz", "telekom", "kommunal", "provider"])
    .describe("Whose line: the state's network, Telekom, the municipality's own fibre, another provider."),
  technology: z.enum(["fibre", "dsl", "cable", "lte", "5g"]).describe("Technology of the line."),
  downMbit: z.int().min(1).describe("Bandwidth towards the site in Mbit/s."),
  upMbit: z.int().min(1).describe("Bandwidth from the site in Mbit/s."),
  role: z
    .enum(["primary", "fallback"])
    .describe("primary carries the traffic; fallback is up in parallel and takes over."),
  handover: z
    .enum(["static", "dhcp", "pppoe", "cgnat"])
    .default("static")
    .describe("How the operator hands the line over. Default: static."),
  interimUntil: day.optional().describe("The line stands in for a better one until this day."),
});
export type Uplink = z.infer<typeof uplink>;

const networkSwitch = z.strictObject({
  model: label.optional().describe("Model, for people."),
  ports: z.int().min(4).max(512).describe("Access ports."),
  poeWatt: count.default(0).describe("PoE budget in watts. Default: 0."),
  role: z.enum(["main", "floor"]).default("floor").describe("Main distributor or floor distributor. Default: floor."),
  place: label.optional().describe("Room of the distributor."),
});

export const segmentPin = z
  .strictObject({
    vlan: vlan.optional().describe("VLAN that exists already."),
    ipv4: ipv4Prefix.optional().describe("IPv4 prefix that exists already."),
    ipv6: ipv6Prefix.optional().describe("IPv6 prefix that exists already."),
    assignedBy: label.optional().describe("Who assigned it (state, old server), for the auditor."),
  })
  .describe("Values of a segment that exist already and are taken over.");

export const siteSchema = z.strictObject({
  schemaVersion,
  name: label.describe("Name that people use."),
  street: label.optional().describe("Street and number."),
  lifecycle,
  formerly: z.array(id).default([]).describe("Ids that this site had before; its numbers move along."),
  uplinks: z
    .array(uplink)
    .min(1)
    .max(4)
    .describe("Lines of the building. Exactly one is primary; Dual-WAN is the standard (domain.md section 4)."),
  verwaltung: z
    .boolean()
    .default(true)
    .describe("Whether the building has a segment of the Verwaltungsnetz. Default: true."),
  router: z
    .strictObject({
      model: label.optional().describe("Model, for people."),
      hostname: hostname.optional().describe("Existing host name."),
    })
    .prefault({})
    .describe("The site's router; one uniform standard for all."),
  switches: z.record(id, networkSwitch).default({}).describe("Switch id → switch."),
  accessPoints: z
    .strictObject({
      count: count.max(500).describe("Access points in the building; one per (class)room."),
      model: label.optional().describe("Model, for people."),
      rooms: z.array(label).default([]).describe("Rooms in the order of the access points; the rest is numbered."),
    })
    .prefault({ count: 0 })
    .describe("Access points. They are rows of their site."),
  node: cluster
    .extend({
      formerly: z
        .array(id)
        .optional()
        .describe("Sites where this hardware stood before: its machines and stacks move along. Default: none."),
    })
    .optional()
    .describe("Proxmox VE node at the site, where servers run locally."),
  wave: z.int().min(1).max(9).default(2).describe("Wave of a rollout; 1 are the canaries. Default: 2."),
  plan: z
    .enum(["s", "m", "l"])
    .optional()
    .describe("Size of the address plan. Default: the smallest that fits twice the devices; fixed by the allocation."),
  segments: z.record(id, segmentPin).default({}).describe("Segment role → values that exist already."),
});
export type Site = z.infer<typeof siteSchema>;
