import { z } from "zod";
import { cluster } from "./cluster.js";
import {
  count,
  day,
  hostname,
  id,
  ipv4Prefix,
  ipv6Prefix,
  label,
  lifecycle,
  schemaVersion,
  secret,
  vlan,
} from "./common.js";
import { exception } from "./exception.js";
import { cutoverStep, serial, uplink } from "./line.js";
import { siteSsid } from "./wlan.js";

export type { Uplink } from "./line.js";

/** `1`, `5-8`, `1-4,9` or, of the second member of a stack, `2/1-4`: ports as they are numbered on the front. */
const portRange = z
  .string()
  .regex(
    /^(\d\/)?\d{1,3}(-\d{1,3})?(,(\d\/)?\d{1,3}(-\d{1,3})?)*$/,
    "expected ports such as 1-4,9, in a stack 2/1-4 for those of member 2",
  );

const networkSwitch = z.strictObject({
  model: id
    .optional()
    .describe("Model, out of model/catalogue/devices.yaml. Default: any-switch, whose figures stand here."),
  note: label.optional().describe("Remark, for people."),
  serial: serial.optional().describe("Serial number; compared before anything is written."),
  stack: z
    .int()
    .min(2)
    .max(9)
    .optional()
    .describe(
      "Members of a stack: so many switches of the model that are one device, with one name, one address and one configuration. Default: one switch alone.",
    ),
  serials: z
    .array(serial)
    .min(2)
    .optional()
    .describe(
      "Of a stack, instead of `serial`: the serial number of each member, in the order of their numbers; all are compared.",
    ),
  ports: z.int().min(4).max(512).describe("Access ports, of each member of a stack."),
  poeWatt: count
    .default(0)
    .describe("PoE budget in watts that the power supplies installed give, of each member of a stack. Default: 0."),
  profiles: z
    .record(id, portRange)
    .default({})
    .describe(
      "Port profile (model/catalogue/ports.yaml) → ports on the front: `1-4,9`, of the second member of a stack `2/1-4`. Default: the link to the router or the main distributor, access points on the first ports with power, all others shut.",
    ),
  role: z.enum(["main", "floor"]).default("floor").describe("Main distributor or floor distributor. Default: floor."),
  place: label.optional().describe("Room of the distributor."),
});

export const segmentPin = z
  .strictObject({
    vlan: vlan.optional().describe("VLAN that exists already."),
    ipv4: ipv4Prefix.optional().describe("IPv4 prefix that exists already."),
    ipv6: ipv6Prefix.optional().describe("IPv6 prefix that exists already."),
    assignedBy: label
      .optional()
      .describe(
        "Who assigned it (state, old server), for the auditor. A prefix with it is fixed: `allocate` records it.",
      ),
    ticket: label.optional().describe("Number of the request or letter with which it was assigned."),
    since: day.optional().describe("Day on which it was assigned."),
    translated: z
      .strictObject({
        until: day.describe(
          "Last day. After it, `check` refuses the declaration: the segment has its own addresses by then.",
        ),
        reason: label.describe("Why the prefix is not replaced at once."),
      })
      .optional()
      .describe(
        "The IPv4 prefix overlaps that of another site: it stays inside the site, and everybody else sees the segment under as many addresses of the site's own address plan, host by host (1:1). Default: it is the same everywhere.",
      ),
    renumbered: day
      .optional()
      .describe("Day on which whoever assigned the prefix replaced the recorded one by this one. Default: never."),
    gateway: z
      .enum(["router", "school-server"])
      .optional()
      .describe("Who is the gateway. Default: router; `school-server` is refused so far (rule school-server-gateway)."),
    dhcp: z
      .enum(["router", "school-server", "central", "none"])
      .optional()
      .describe(
        "Who gives addresses: the router, or by its relay the servers at the site (`school-server`) or in the data centre (`central`). Default: what model/catalogue/segments.yaml says.",
      ),
    withoutUplink: z
      .enum(["router", "closed"])
      .optional()
      .describe("With `dhcp: central`: what happens when no central server is reached."),
    ipv6Mode: z
      .enum(["off", "ula", "gua"])
      .optional()
      .describe("off: no IPv6 in the segment. Default: ula or gua, after the prefix."),
  })
  .describe("What differs in a segment: values that exist already and are taken over, owners of gateway and DHCP.");

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
      model: id.optional().describe("Model, out of model/catalogue/devices.yaml. Default: debian-12."),
      serial: serial.optional().describe("Serial number; compared before anything is written."),
      note: label.optional().describe("Remark, for people."),
      hostname: hostname.optional().describe("Existing host name."),
    })
    .prefault({})
    .describe("The site's router; one uniform standard for all."),
  switches: z.record(id, networkSwitch).default({}).describe("Switch id → switch."),
  radiusSecret: secret
    .optional()
    .describe(
      "Reference to the secret that the site's switches share with the RADIUS servers, as these know them; needed where ports have `authentication` (model/catalogue/ports.yaml).",
    ),
  accessPoints: z
    .strictObject({
      count: count.max(500).describe("Access points in the building; one per (class)room."),
      model: label.optional().describe("Model, for people."),
      watt: z
        .number()
        .min(1)
        .max(90)
        .default(30)
        .describe("Watts that one takes at its port. Default: 30, the most of IEEE 802.3at (PoE+)."),
      rooms: z.array(label).default([]).describe("Rooms in the order of the access points; the rest is numbered."),
    })
    .prefault({ count: 0 })
    .describe("Access points. They are rows of their site."),
  ssids: z
    .record(id, siteSsid)
    .default({})
    .describe(
      "SSID (model/catalogue/ssids.yaml, or the site's own) → what differs here. Default: as the catalogue says.",
    ),
  discovery: z
    .record(
      id,
      z.strictObject({
        from: z
          .array(id)
          .min(1)
          .optional()
          .describe("Roles of the segments that look for it. Default: the catalogue's."),
        to: z
          .array(id)
          .min(1)
          .optional()
          .describe("Roles of the segments that it stands in. Default: the catalogue's."),
      }),
    )
    .default({})
    .describe(
      "Discovery service (model/catalogue/discovery.yaml) → who finds what, across segments. Default: none; devices find each other inside a segment only.",
    ),
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
  segments: z.record(id, segmentPin).default({}).describe("Segment role → what differs from the standard."),
  cutover: z
    .array(cutoverStep)
    .default([])
    .describe("Cut-over to the Landesnetz: the steps that were taken, the last one holds. Default: all lines carry."),
  timers: z.enum(["fast", "robust"]).optional().describe("Timer profile. Default: that of `coupling`."),
  exceptions: z
    .record(id, exception)
    .default({})
    .describe("Flows that this site has on top of the flow tables, each with a reason and a last day."),
});
export type Site = z.infer<typeof siteSchema>;
