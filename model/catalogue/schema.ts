import { z } from "zod";
import { federalState, id, label, phase, scenario } from "../schema/common.js";
import { flowOwner, flowPorts, trafficClass } from "../schema/exception.js";
import { period, years } from "../schema/maintenance.js";
import { INTERFACE_MAX, segmentInterface } from "../segment-interface.js";
import {
  type adaptersTable,
  devicesTable,
  discoveryTable,
  type ikev2Table,
  type portAuthenticationTable,
  portsTable,
  ssidsTable,
  type timersTable,
  trafficClassesTable,
  zoneFlowsTable,
} from "./network-schema.js";

/**
 * Shape of the tables in this folder. They are YAML because people who are not programmers change them;
 * every figure names the document and section that it comes from.
 */
const source = z.string().min(8).describe("Document and section that the row comes from.");
const text = z.strictObject({ de: label.describe("German."), en: label.describe("English.") });

export const bausteineTable = z.record(
  id,
  z.strictObject({
    name: text.describe("Name."),
    area: z.enum(["infrastruktur", "betrieb", "paedagogik", "nicht-technisch"]).describe("Area (domain.md section 2)."),
    source,
  }),
);

const offer = z.strictObject({
  required: z.array(id).describe("Bausteine that a school must get."),
  usual: z.array(id).describe("Bausteine that a school gets unless it removes them."),
  optional: z.array(id).describe("Bausteine that may be inserted."),
  source,
});

export const scenariosTable = z.record(
  scenario,
  z.strictObject({
    name: text.describe("Name."),
    schools: z
      .strictObject({ min: z.int(), max: z.int() })
      .describe("Number of schools that the scenario is meant for."),
    needsSecondary: z.boolean().describe("Whether at least one school must be a secondary school."),
    doubleServices: z
      .boolean()
      .describe("Whether own and state services may run side by side once the state's are active."),
    stays: z
      .boolean()
      .default(false)
      .describe("Whether single own services may stay beside the state's for a declared reason."),
    phases: z.record(phase, offer).describe("What a school gets in each phase."),
    source,
  }),
);

const count = z.union([
  z.int().min(1).describe("Fixed number."),
  z.strictObject({
    of: z.enum(["concurrentUsers", "instances", "nodes"]).describe("Setting of the product that decides the number."),
    each: z.int().min(1).default(1).describe("Units of the setting that one machine carries."),
    min: z.int().min(0).default(1).describe("Smallest number."),
    source,
  }),
]);

export const productsTable = z.record(
  id,
  z.strictObject({
    name: label.describe("Name of the product."),
    kind: z.enum(["product", "landesdienst"]).default("product").describe("Own product or the state's service."),
    covers: z.array(id).describe("Bausteine that it covers."),
    scope: z.enum(["traeger", "school"]).describe("One installation for all schools, or one for each."),
    placements: z
      .array(z.enum(["local", "central", "hosted"]))
      .min(1)
      .describe("Where it can run."),
    placement: z.enum(["local", "central", "hosted", "auto"]).describe("Where it runs unless declared."),
    needs: z
      .array(z.enum(["concurrentUsers", "agents", "storeTiB", "form", "instances"]))
      .default([])
      .describe("Settings without which it cannot be sized."),
    forms: z
      .record(z.string(), z.array(id))
      .optional()
      .describe("Form → machine kinds, where the product has several forms."),
    machines: z.record(id, count).default({}).describe("Machine kind → how many."),
    limits: z
      .array(z.strictObject({ of: z.enum(["accessPoints", "devices", "users", "pupils"]), max: z.int(), source }))
      .default([])
      .describe("Published limits of one installation."),
    dnsNames: z.array(id).default([]).describe("Names below the Träger's domain under which people reach it."),
    schools: z
      .strictObject({ dnsNames: z.array(id) })
      .optional()
      .describe("Names per school."),
    source,
  }),
);

const size = z.strictObject({
  upTo: z
    .strictObject({
      computers: z.int().optional(),
      tablets: z.int().optional(),
      accounts: z.int().optional(),
      agents: z.int().optional(),
    })
    .optional()
    .describe("Greatest load that the size is published for; the first size that fits is taken."),
  cores: z.int(),
  memoryGiB: z.number(),
  systemGiB: z.int(),
  dataGiB: z.int().default(0),
  perStoreTiB: z
    .strictObject({ memoryGiB: z.number(), dataGiB: z.int() })
    .optional()
    .describe("Added for each TiB of backup store."),
  source,
});

export const machinesTable = z.record(
  id,
  z.strictObject({
    name: text.describe("What the machine is for."),
    abbreviation: z
      .string()
      .regex(/^[a-z]{2,4}$/, "expected two to four lower-case letters")
      .describe("First part of its host name (two to four letters)."),
    image: id.describe("Image name; the declaration says which file."),
    segment: z
      .enum(["servers", "dmz", "management"])
      .describe("Role of the segment that it stands in, in a data centre."),
    holdsData: z.boolean().describe("Whether it holds data: protection, backup, no destruction by accident."),
    backupStore: z
      .boolean()
      .default(false)
      .describe("Whether it holds other machines' backups; it is not backed up onto itself."),
    guestSignOn: z
      .boolean()
      .default(false)
      .describe("Whether guests sign on at it: a row of flows.yaml may let them reach it, though it stands inside."),
    personalData: z.boolean().describe("Whether it holds personal data (Art. 30 DSGVO list)."),
    spread: z
      .boolean()
      .default(false)
      .describe("Whether machines of the kind stand on different nodes (anti-affinity)."),
    nameserver: z.boolean().default(false).describe("Whether the other machines use it as their DNS resolver."),
    logServer: z.boolean().default(false).describe("Whether devices send it their messages (syslog)."),
    sizes: z
      .array(size)
      .describe("Published sizes, smallest first. Empty: no published figure, the declaration must give one."),
    hostnameMax: z.int().default(15).describe("Longest host name that the product accepts."),
    source,
  }),
);

export const flowsTable = z.record(
  id,
  z.strictObject({
    from: z
      .array(z.string().regex(/^(machine:)?[a-z][a-z0-9-]*$/))
      .min(1)
      .describe("Zones, `internet`, `landesnetz`, `data-centre`, or `machine:<kind>`."),
    to: z.array(id).min(1).describe("Machine kinds that are reached; `all` means every machine."),
    ports: z.array(flowPorts()).min(1).describe("Protocol and port or range."),
    purpose: text.describe("Why the flow is allowed."),
    owner: flowOwner("Serverbetrieb des Schulträgers", "server operation of the Schulträger"),
    class: trafficClass,
    source,
  }),
);

export const segmentsTable = z.strictObject({
  roles: z
    .record(
      id,
      z.strictObject({
        name: text.describe("Name."),
        vlan: z.int().min(2).max(4094).describe("VLAN at every site."),
        zone: id.describe("Zone of the flow matrix; equal to the role."),
        trust: z
          .enum(["education", "verwaltung", "infrastructure", "guest"])
          .describe("Trust class; education and verwaltung are strictly separate."),
        devices: z.array(z.string()).default([]).describe("Which devices of the declaration live here."),
        routed: z.boolean().default(true).describe("Whether devices stand in it."),
        dhcp: z.enum(["router", "none"]).default("router").describe("Who gives addresses unless declared."),
        leaseHours: z.int().min(1).default(24).describe("Lease of an address in hours."),
        filter: z.boolean().default(false).describe("Whether its Internet needs the Jugendschutzfilter."),
        guarded: z.boolean().default(true).describe("Whether switches inspect DHCP, ARP and router advertisements."),
        source,
      }),
    )
    .superRefine((roles, context) => {
      for (const role of Object.keys(roles))
        if (segmentInterface(role).length > INTERFACE_MAX)
          context.addIssue({
            code: "custom",
            path: [role],
            message: `expected at most ${INTERFACE_MAX - "seg-".length} characters: the router's interface is ${segmentInterface(role)}, and Linux takes ${INTERFACE_MAX} for it`,
          });
    }),
  plans: z
    .record(
      z.enum(["s", "m", "l"]),
      z
        .strictObject({
          length: z.int().min(8).max(28).describe("Length of the site's IPv4 prefix."),
          segments: z
            .record(id, z.int().min(16).max(30))
            .describe("Role → prefix length, in the order of the address plan."),
        })
        .superRefine(({ length, segments }, context) => {
          // Refused here, because a place that was recorded once stays (allocations/address-plan.yaml).
          const taken = Object.values(segments).reduce((sum, own) => sum + 2 ** (32 - own), 0);
          if (taken > 2 ** (32 - length))
            context.addIssue({
              code: "custom",
              path: ["segments"],
              message: `expected segments that fit into the plan's /${length} together: leave one out`,
            });
        }),
    )
    .describe("Address plans by size; a segment's place in its site's prefix follows from the table."),
  dataCentres: z
    .record(
      z.enum(["s", "l"]),
      z.strictObject({
        length: z.int().min(8).max(28).describe("Length of the data centre's IPv4 prefix."),
        schools: z.int().describe("Schools for which the plan has room."),
        segments: z
          .record(z.enum(["servers", "dmz", "management"]), z.int())
          .describe("Central segment → prefix length."),
        schoolLength: z.int().describe("Prefix length of each school's own server segment."),
      }),
    )
    .describe("Address plans of data centres: central segments first, then one small segment per school."),
});

export const linesTable = z.strictObject({
  clientManagementMbit: z
    .strictObject({ value: z.int(), source })
    .describe("Line that client management from a central server needs."),
  minimumMbit: z.strictObject({ value: z.int(), source }).describe("Least line of a school with local servers."),
  perDeviceMbit: z.strictObject({ value: z.number(), source }).describe("Bandwidth per active device."),
  narrowShare: z
    .strictObject({ value: z.number().gt(0).lt(1), source })
    .describe("Share of the primary line below which a fallback line is narrow, in either direction."),
  shapedShare: z
    .strictObject({ value: z.number().gt(0).lt(1), source })
    .describe("Share of a line's bandwidth that the router sends at most."),
  shapedMbit: z
    .strictObject({ value: z.int().min(1), source })
    .describe("Bandwidth in Mbit/s from the site up to which a router orders what it sends."),
  oversubscription: z
    .strictObject({ value: z.number().min(1), source })
    .describe("How many times the speed of its uplink the ports in use of a floor distributor may have together."),
  exceptionYears: z
    .strictObject({ value: z.int().min(1), source })
    .describe("Years ahead that the last day of an exception may lie at most."),
  logDays: z.strictObject({ value: z.int(), source }).describe("Days for which a router keeps its own logs."),
  backupDays: z.strictObject({ value: z.int(), source }).describe("Days for which any state can be restored."),
});

export const ferienTable = z.partialRecord(
  federalState,
  z.strictObject({
    years: years.describe("Calendar years that are complete."),
    holidays: z.array(period).describe("School holidays in the order of the calendar."),
    source,
  }),
);

export type Machine = z.infer<typeof machinesTable>[string];
export type Product = z.infer<typeof productsTable>[string];
export type Count = z.infer<typeof count>;

export interface Catalogue {
  readonly bausteine: z.infer<typeof bausteineTable>;
  readonly scenarios: z.infer<typeof scenariosTable>;
  readonly products: z.infer<typeof productsTable>;
  readonly machines: z.infer<typeof machinesTable>;
  readonly flows: z.infer<typeof flowsTable>;
  readonly segments: z.infer<typeof segmentsTable>;
  readonly lines: z.infer<typeof linesTable>;
  readonly ferien: z.infer<typeof ferienTable>;
  readonly zoneFlows: z.infer<typeof zoneFlowsTable>;
  readonly devices: z.infer<typeof devicesTable>;
  readonly ports: z.infer<typeof portsTable>;
  readonly portAuthentication: z.infer<typeof portAuthenticationTable>;
  readonly ssids: z.infer<typeof ssidsTable>;
  readonly timers: z.infer<typeof timersTable>;
  readonly ikev2: z.infer<typeof ikev2Table>;
  readonly trafficClasses: z.infer<typeof trafficClassesTable>;
  readonly discovery: z.infer<typeof discoveryTable>;
  readonly adapters: z.infer<typeof adaptersTable>;
}

/** Tables that a Schulträger may extend from its own folder `catalogue/`. The others are the project's rules. */
export const EXTENDABLE = {
  products: productsTable,
  machines: machinesTable,
  flows: flowsTable,
  bausteine: bausteineTable,
  zoneFlows: zoneFlowsTable,
  devices: devicesTable,
  ports: portsTable,
  ssids: ssidsTable,
  trafficClasses: trafficClassesTable,
  discovery: discoveryTable,
} as const;

/** The project's own tables, which hold for all: what a Schulträger sets instead. */
export const CLOSED: Readonly<Record<Exclude<keyof Catalogue, keyof typeof EXTENDABLE>, string>> = {
  scenarios: "set `bausteine` or `withoutBausteine` in traeger.yaml",
  segments: "set `segments` in a site's file for what differs there; a new segment comes to the sites of all",
  lines: "set the figures of a line in the site's file under `uplinks`",
  ferien: "set `holidays` in traeger.yaml",
  timers: "set `timers: fast` or `robust` in a site's file or under `coupling`",
  ikev2: "set `protocol` under `coupling`; its suite is the same everywhere",
  portAuthentication: "set `authentication` of a row of ports.yaml; its timers are the same everywhere",
  adapters: "set `model` of a device; rows of one's own stand in devices.yaml",
};

/** File of a table: `zoneFlows` → `zone-flows.yaml`. */
export function tableFile(table: string): string {
  return `${table.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.yaml`;
}

/** What a Träger's own folder `catalogue/` adds or replaces by id. */
export type Extensions = { readonly [T in keyof typeof EXTENDABLE]?: Catalogue[T] };
