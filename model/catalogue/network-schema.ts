import { z } from "zod";
import { id, label } from "../schema/common.js";
import { flowEnd, flowPort } from "../schema/exception.js";

const source = z.string().min(8).describe("Document and section that the row comes from.");
const text = z.strictObject({ de: label.describe("German."), en: label.describe("English.") });

export const zoneFlowsTable = z.record(
  id,
  z.strictObject({
    from: z.array(flowEnd).min(1).describe("Zones, `data-centre`, `tunnels`, `administration` or `machine:<kind>`."),
    to: z.array(flowEnd).min(1).describe("Zones, `internet`, `device`, `verwaltung-central` or `machine:<kind>`."),
    ports: z
      .array(z.union([flowPort, z.literal("any")]))
      .min(1)
      .describe("Protocol and port or range, `icmp`, or `any`."),
    purpose: text.describe("Why the flow is allowed."),
    source,
  }),
);

const front = z
  .string()
  .regex(/^[A-Za-z0-9/-]*\{\d+-\d+\}$/, "expected names such as GigabitEthernet1/0/{1-48}")
  .describe("Names of ports, with their range in braces.");

export const devicesTable = z.record(
  id,
  z.strictObject({
    name: label.describe("Maker and model."),
    kinds: z
      .array(z.enum(["router", "hub", "switch"]))
      .min(1)
      .describe("What it can be used as."),
    adapter: id.describe("Adapter that writes it (adapters.yaml)."),
    firmware: label.optional().describe("Firmware that is aimed at."),
    ports: z.strictObject({ access: front, uplink: front }).optional().describe("Ports on the front of a switch."),
    accessMbit: z.int().optional().describe("Speed of an access port in Mbit/s."),
    uplinkMbit: z.int().optional().describe("Speed of an uplink port in Mbit/s."),
    poeWatt: z.int().optional().describe("PoE budget in watts, where the model has one fixed power supply."),
    source,
  }),
);

const portProfile = z
  .strictObject({
    name: text.describe("What is plugged in."),
    mode: z.enum(["access", "trunk", "shut"]).describe("One untagged segment, several tagged ones, or off."),
    segment: id.optional().describe("Role of the untagged segment."),
    vlans: z
      .union([z.literal("all"), z.literal("wlan"), z.array(id).min(1)])
      .optional()
      .describe("Roles of the segments that a trunk carries: all of the site, those with an SSID, or a list."),
    poe: z.boolean().default(false).describe("Whether the port feeds the device."),
    trusted: z.boolean().default(false).describe("Whether DHCP answers, router advertisements and BPDUs are believed."),
    stormPercent: z.int().min(1).max(100).optional().describe("Share of the port for broadcast and the like."),
    maximumAddresses: z.int().min(1).optional().describe("Most MAC addresses on the port."),
    source,
  })
  .refine(({ mode, vlans }) => mode !== "trunk" || vlans !== undefined, "a trunk names its segments under `vlans`")
  .refine(({ mode, segment }) => mode === "shut" || segment !== undefined, "expected a `segment` for untagged traffic");

export const portsTable = z.record(id, portProfile);

export const ssidsTable = z.record(
  id,
  z.strictObject({
    name: z.string().min(1).max(32).describe("SSID: at most 32 bytes (IEEE 802.11)."),
    segment: id.describe("Role of the segment."),
    security: z.enum(["enterprise", "portal"]).describe("802.1X with the own account, or open with a sign-on page."),
    source,
  }),
);

const bfd = z.strictObject({
  bfdIntervalMs: z.int().min(50).describe("Milliseconds between BFD packets."),
  bfdMultiplier: z.int().min(2).describe("Packets that may be missing."),
});

export const timersTable = z.record(
  z.enum(["fast", "robust"]),
  z.strictObject({
    fibre: bfd.describe("On fibre."),
    other: bfd.describe("On all other lines."),
    probe: z
      .strictObject({
        probeIntervalMs: z.int().min(10).describe("Milliseconds between probes."),
        probeWindow: z.int().min(10).describe("Probes that are looked at."),
        quarantinePercent: z.int().min(1).max(100).describe("Share lost that quarantines the line."),
        holdSeconds: z.int().min(1).describe("Seconds of good probes before the line returns."),
      })
      .describe("Loss probe."),
    source,
  }),
);

const refusal = z.union([z.literal(true), text]);

export const adaptersTable = z.record(
  id,
  z.strictObject({
    kinds: z
      .array(z.enum(["router", "hub", "switch"]))
      .min(1)
      .describe("Kinds of devices that it writes."),
    tier: z.enum(["A", "B", "C"]).describe("A proven with packets, B foreign parser and fake CLI, C rendered only."),
    features: z.record(id, refusal).describe("Feature → `true`, or why it is refused."),
  }),
);
