import { z } from "zod";
import { id, label } from "../schema/common.js";
import { flowEnd, flowOwner, flowPorts, trafficClass } from "../schema/exception.js";
import { SECURITY, ssidName, ssidSecurity, ssidUsers, USERS } from "../schema/wlan.js";

const source = z.string().min(8).describe("Document and section that the row comes from.");
const text = z.strictObject({ de: label.describe("German."), en: label.describe("English.") });

export const zoneFlowsTable = z.record(
  id,
  z.strictObject({
    from: z.array(flowEnd).min(1).describe("Zones, `data-centre`, `tunnels`, `administration` or `machine:<kind>`."),
    to: z.array(flowEnd).min(1).describe("Zones, `internet`, `device`, `verwaltung-central` or `machine:<kind>`."),
    ports: z.array(flowPorts("icmp", "any")).min(1).describe("Protocol and port or range, `icmp`, or `any`."),
    broadcast: z
      .boolean()
      .default(false)
      .describe(
        "Whether the packets go to the broadcast address (IPv4) of the target's segment instead of its hosts, to wake computers: only at sites where a school manages computers from a server (`clientManagement`), from servers of that school and central ones. Default: false.",
      ),
    purpose: text.describe("Why the flow is allowed."),
    owner: flowOwner("Netzbetrieb des Schulträgers", "network operation of the Schulträger"),
    class: trafficClass,
    source,
  }),
);

export const trafficClassesTable = z.record(
  id,
  z.strictObject({
    name: text.describe("What belongs to it."),
    narrow: z.boolean().describe("Whether a narrow line carries it while it stands in for the primary one."),
    required: z.boolean().default(false).describe("Whether no line may refuse it."),
    source,
  }),
);

const front = z
  .string()
  .regex(/^[A-Za-z0-9/-]*(\{member\}[A-Za-z0-9/-]*)?\{\d+-\d+\}$/, "expected names such as GigabitEthernet1/0/{1-48}")
  .describe("Names of ports, with their range in braces, and `{member}` for the number of the member of a stack.");

export const devicesTable = z.record(
  id,
  z
    .strictObject({
      name: label.describe("Maker and model."),
      kinds: z
        .array(z.enum(["router", "hub", "switch"]))
        .min(1)
        .describe("What it can be used as."),
      adapter: id.describe("Adapter that writes it (adapters.yaml)."),
      productId: label
        .optional()
        .describe("Product (PID) as the device itself names it; a role compares it before it writes."),
      firmware: label.optional().describe("How the version begins that the device must run."),
      ports: z
        .strictObject({ access: front, uplink: front })
        .optional()
        .describe("Ports on the front: access ports and uplinks of a switch; way inside and lines of a router."),
      stackMembers: z
        .int()
        .min(2)
        .max(9)
        .optional()
        .describe("Most members of a stack that is one device. Default: it is never declared as one."),
      accessMbit: z.int().optional().describe("Speed of an access port in Mbit/s; of a router's way inside."),
      uplinkMbit: z.int().optional().describe("Speed of an uplink port in Mbit/s; of a router's port for a line."),
      poeWatt: z.int().optional().describe("PoE budget in watts, where the model has one fixed power supply."),
      source,
    })
    .refine(
      ({ stackMembers, ports }) =>
        stackMembers === undefined || [ports?.access, ports?.uplink].every((names) => names?.includes("{member}")),
      "the ports of a model with `stackMembers` have `{member}` in their names",
    ),
);

/** How a port finds out who is plugged in (IEEE 802.1X), and where it leads who is not known. */
const portAuthentication = z
  .strictObject({
    methods: z
      .array(z.enum(["dot1x", "mab"]))
      .min(1)
      .describe(
        "dot1x: the device signs on by itself (IEEE 802.1X); mab: its MAC address is asked for where it does not (MAC authentication bypass).",
      ),
    unauthenticated: id
      .optional()
      .describe("Role of the segment for who did not sign on or was refused. Default: none, the port stays closed."),
    critical: id
      .optional()
      .describe(
        "Role of the segment for who comes while no RADIUS server answers; who is in stays in. Default: none, the port stays closed.",
      ),
  })
  .refine(
    ({ methods }) => new Set(methods).size === methods.length && (methods.length === 1 || methods[0] === "dot1x"),
    "each method once and `dot1x` first: whoever can prove who it is has to",
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
    voice: id
      .optional()
      .describe(
        "Role of the segment of telephones on an access port: tagged, and told to them by LLDP-MED (ANSI/TIA-1057). Default: none.",
      ),
    poe: z.boolean().default(false).describe("Whether the port feeds the device."),
    watt: z
      .number()
      .min(1)
      .max(90)
      .default(15.4)
      .describe(
        "Watts that a device fed by the port takes of the switch's PoE budget; what an access point takes says its site (`accessPoints.watt`). Default: 15.4, the most of IEEE 802.3af.",
      ),
    trusted: z.boolean().default(false).describe("Whether DHCP answers, router advertisements and BPDUs are believed."),
    stormPercent: z.int().min(1).max(100).optional().describe("Share of the port for broadcast and the like."),
    maximumAddresses: z.int().min(1).optional().describe("Most MAC addresses on the port."),
    authentication: portAuthentication
      .optional()
      .describe("Who is plugged in has to sign on first, and one device at a time is let in. Default: everybody is."),
    source,
  })
  .refine(({ mode, vlans }) => mode !== "trunk" || vlans !== undefined, "a trunk names its segments under `vlans`")
  .refine(({ mode, voice }) => mode === "access" || voice === undefined, "only access ports have a segment `voice`")
  .refine(
    ({ mode, voice, trusted, maximumAddresses, authentication: signOn }) =>
      signOn === undefined || (mode === "access" && voice === undefined && !trusted && maximumAddresses === undefined),
    "a port with `authentication` is an access port without `voice`, `trusted` and `maximumAddresses`: it lets one device in",
  )
  .refine(({ mode, segment }) => mode === "shut" || segment !== undefined, "expected a `segment` for untagged traffic");

export const portsTable = z.record(id, portProfile);

export const ssidsTable = z.record(
  id,
  z.strictObject({
    name: ssidName.describe("SSID: at most 32 bytes (IEEE 802.11)."),
    segment: id.describe("Role of the segment."),
    users: ssidUsers.describe(USERS),
    security: ssidSecurity.exclude(["wpa3-personal"]).describe(SECURITY),
    baustein: id
      .optional()
      .describe("Baustein without which it is not sent: its accounts come from there. Default: none."),
    source,
  }),
);

export const discoveryTable = z.record(
  id,
  z.strictObject({
    name: text.describe("Name."),
    types: z
      .array(z.string().regex(/^(_[a-z0-9-]+\._sub\.)?_[a-z0-9-]+\._(tcp|udp)$/, "expected a type such as _ipp._tcp"))
      .min(1)
      .describe("Service types (RFC 6763)."),
    from: z.array(id).min(1).describe("Roles of the segments that look for it."),
    to: z.array(id).min(1).describe("Roles of the segments that it stands in."),
    ports: z
      .array(flowPorts("icmp"))
      .describe("Ports of the connection to what was found, where no flow lets it through anyway."),
    purpose: text.describe("What it is for."),
    owner: flowOwner("Schule", "the school"),
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
        probeTimeoutMs: z.int().min(10).describe("Milliseconds after which a probe without an answer is lost."),
        probeWindow: z.int().min(10).describe("Probes that are looked at."),
        quarantinePercent: z.int().min(1).max(100).describe("Share lost that quarantines the line."),
        holdSeconds: z.int().min(1).describe("Seconds of good probes before the line returns."),
      })
      .describe("Loss probe."),
    source,
  }),
);

export const ikev2Table = z.strictObject({
  encryption: z.enum(["aes-256-gcm-16", "aes-128-gcm-16"]).describe("Encryption of IKE and ESP, with its integrity."),
  prf: z.enum(["hmac-sha2-256", "hmac-sha2-384", "hmac-sha2-512"]).describe("Key derivation."),
  group: z
    .union([z.literal(19), z.literal(20), z.literal(21)])
    .describe("Key agreement, for perfect forward secrecy, too."),
  ikeHours: z.int().min(1).max(24).describe("Life of an IKE SA in hours."),
  espHours: z.int().min(1).max(4).describe("Life of an ESP SA in hours."),
  source,
});

export const portAuthenticationTable = z.strictObject({
  timeoutSeconds: z.int().min(1).max(1000).describe("Seconds that a RADIUS server has for an answer."),
  retransmissions: z.int().min(0).max(100).describe("How often it is asked again before the next one is."),
  anewSeconds: z
    .int()
    .min(1)
    .describe(
      "Seconds after which a switch asks a device anew who it is, so that all servers must have been asked by then.",
    ),
  deadSeconds: z.int().min(1).max(120).describe("Seconds without any answer after which a server may count as dead."),
  deadTries: z.int().min(1).max(100).describe("Questions asked again without an answer, likewise; both must be met."),
  deadMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe("Minutes for which a dead server is not asked; then it is tried with `probeUser` first."),
  probeUser: id.describe(
    "Account with which a dead server is tried; it need not exist, because a refusal is an answer.",
  ),
  identitySeconds: z
    .int()
    .min(1)
    .max(65535)
    .describe(
      "Seconds between the three questions who is there; after the third the device counts as one without 802.1X.",
    ),
  source,
});

/** What a declaration may need of a router or hub. An adapter that lacks it refuses by the same key (`Refusal`). */
export const ROUTER_FEATURES = [
  ...(["firmware", "ports", "wireguard", "ikev2", "ikev2-dynamic-line", "hub", "verwaltung", "ipv6"] as const),
  ...(["pppoe", "inbound", "dhcp-relay", "dhcp-fallback", "line-choice", "line-classes", "nat66"] as const),
  ...(["local-directory", "discovery", "wake-on-lan", "translation"] as const),
] as const;

/** What a declaration may need of a switch. */
export const SWITCH_FEATURES = [
  ...(["firmware", "poe", "dhcp-snooping", "ra-guard", "arp-inspection", "storm-control"] as const),
  ...(["port-security", "lldp-med", "port-authentication"] as const),
] as const;

export const FEATURES = [...new Set([...ROUTER_FEATURES, ...SWITCH_FEATURES])];

export type Feature = (typeof FEATURES)[number];

const refusal = z.union([z.literal(true), text]);

export const adaptersTable = z.record(
  id,
  z.strictObject({
    tiers: z
      .partialRecord(z.enum(["router", "hub", "switch"]), z.enum(["A", "B", "C"]))
      .describe(
        "Kind of device that it writes → how far that is proven: A with packets, B by a foreign parser and a fake CLI, C rendered only.",
      ),
    delivers: z
      .array(z.enum(["router", "hub", "switch"]))
      .describe("Kinds of devices that a role writes; the others are set up by hand."),
    keyTypes: z.array(z.string()).optional().describe("Types of public SSH keys that its devices take; absent: all."),
    trains: z
      .array(z.string())
      .optional()
      .describe("How versions begin whose words it knows (`firmware` of devices.yaml); absent: all."),
    features: z.partialRecord(z.enum(FEATURES), refusal).describe("Feature → `true`, or why it is refused."),
  }),
);
