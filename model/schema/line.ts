import ipaddr from "ipaddr.js";
import { z } from "zod";
import { day, id, ipv4, ipv6, label, secret } from "./common.js";

export const lineKind = z.enum(["landesnetz", "telekom", "kommunal", "provider"]);
export type LineKind = z.infer<typeof lineKind>;
export const technology = z.enum(["fibre", "dsl", "cable", "lte", "5g"]);

/** Printed on the device; letters, digits and hyphens of every maker. */
export const serial = z
  .string()
  .regex(/^[A-Za-z0-9-]{4,40}$/, "expected a serial number: 4 to 40 letters, digits and hyphens");

/** An address with its length, as an operator hands it over: `198.51.100.10/30`. */
function interfaceAddress(kind: "ipv4" | "ipv6") {
  const example = kind === "ipv4" ? "198.51.100.10/30" : "2001:db8:0:10::2/64";
  return z
    .string()
    .refine(
      (text) =>
        ipaddr.isValidCIDR(text) && ipaddr.parseCIDR(text)[0].kind() === kind && canonicalAddress(text) === text,
      `expected an address with its length such as ${example}`,
    );
}

function canonicalAddress(text: string): string {
  const [address, length] = ipaddr.parseCIDR(text);
  return `${address.toString()}/${length}`;
}

/** What a static hand-over names: own address with length, and the operator's gateway. */
export function staticHandover(kind: "ipv4" | "ipv6") {
  return z.strictObject({
    address: interfaceAddress(kind).describe("Own address with its length."),
    gateway: (kind === "ipv4" ? ipv4 : ipv6).describe("Gateway of the operator."),
  });
}

/** Steps of a cut-over to the Landesnetz, in their order. */
export const STAGES = ["telekom-only", "both-up", "landesnetz-primary", "telekom-retired"] as const;
export type Stage = (typeof STAGES)[number];

export const cutoverStep = z.strictObject({
  stage: z
    .enum(STAGES)
    .describe(
      "telekom-only: the Landesnetz carries nothing yet; both-up: tunnels over both; landesnetz-primary; telekom-retired: the other lines carry nothing any more.",
    ),
  since: day.describe("Day on which the step was taken."),
});

export const uplink = z.strictObject({
  kind: lineKind.describe("Whose line: the state's network, Telekom, the municipality's own fibre, another provider."),
  technology: technology.describe("Technology of the line."),
  downMbit: z.int().min(1).describe("Bandwidth towards the site in Mbit/s."),
  upMbit: z.int().min(1).describe("Bandwidth from the site in Mbit/s."),
  role: z
    .enum(["primary", "fallback"])
    .describe("primary carries the traffic; fallback is up in parallel and takes over."),
  handover: z
    .enum(["static", "dhcp", "pppoe", "cgnat"])
    .default("static")
    .describe("How the operator hands the line over. Default: static."),
  ipv4: staticHandover("ipv4").optional().describe("Address and gateway of a static hand-over."),
  ipv6: staticHandover("ipv6").optional().describe("IPv6 address and gateway of a static hand-over."),
  pppoe: z
    .strictObject({
      user: secret.describe("Reference to the user name, e.g. secret://env/PPPOE_USER_HAFENKANTE"),
      password: secret.describe("Reference to the password."),
    })
    .optional()
    .describe("Credentials of a PPPoE line, as references."),
  mtu: z
    .int()
    .min(576)
    .max(9000)
    .optional()
    .describe("Bytes of an IP packet on the line. Default: 1492 for pppoe (RFC 2516), else 1500."),
  nameservers: z
    .array(z.union([ipv4, ipv6]))
    .default([])
    .describe("The operator's DNS servers. Default: `coupling.nameservers` of the Träger."),
  timeServers: z
    .array(z.union([ipv4, ipv6]))
    .default([])
    .describe("The operator's time servers (NTP). Default: `coupling.timeServers` of the Träger."),
  filter: z
    .strictObject({
      by: z.enum(["state", "provider", "own", "none"]).describe("Who filters; none: nobody."),
      name: label.describe("Name of the filter, for the auditor."),
    })
    .optional()
    .describe("Jugendschutzfilter on this line. Default: `coupling.filters` of the Träger."),
  order: z
    .strictObject({
      requested: day.describe("Day on which the operator was asked."),
      confirmed: day.optional().describe("Day on which the operator confirmed."),
      ticket: label.optional().describe("Number of the request at the operator."),
    })
    .optional()
    .describe("What the operator was asked for; it appears on the hand-over sheet. Default: open."),
  operator: z
    .strictObject({
      line: label.optional().describe("Number of the line at its operator."),
      site: label.optional().describe("Number by which the operator knows the building."),
    })
    .optional()
    .describe("How the operator calls it; it appears on the hand-over sheet. Default: not known yet."),
  carries: z
    .strictObject({
      classes: z
        .union([z.literal("all"), z.array(id).min(1)])
        .describe("Traffic classes (model/catalogue/traffic-classes.yaml) that the line carries, or `all`."),
      reason: label.describe("Why."),
    })
    .optional()
    .describe(
      "What a fallback line carries while it stands in. Default: all; where it is narrow (model/catalogue/lines.yaml, narrowShare), the classes that the catalogue names.",
    ),
  interimUntil: day.optional().describe("The line stands in for a better one until this day."),
});
export type Uplink = z.infer<typeof uplink>;
