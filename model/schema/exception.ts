import { z } from "zod";
import { day, id, label } from "./common.js";

/** Ports of a flow: `tcp/443`, `udp/16384-32768`, or one of these words. */
export function flowPorts(...words: readonly ("icmp" | "any")[]) {
  return z
    .string()
    .regex(new RegExp(`^(${["(tcp|udp)/\\d{1,5}(-\\d{1,5})?", ...words].join("|")})$`), {
      error: `expected a port such as ${["tcp/443 or udp/16384-32768", ...words].join(", or ")}`,
      abort: true,
    })
    .refine(inRange, "expected ports from 1 to 65535, in a range the smaller one first");
}

function inRange(text: string): boolean {
  if (!text.includes("/")) return true;
  const [from, to = from] = text.slice("tcp/".length).split("-").map(Number) as [number, number?];
  return from >= 1 && from <= to && to <= 65_535;
}

/** Zones, `internet`, `data-centre`, `device` or `machine:<kind>`. */
export const flowEnd = z.string().regex(/^(machine:)?[a-z][a-z0-9-]*$/, "expected a zone or machine:<kind>");

/** Who answers for the rows of a table of flows, unless a row says another (BSI IT-Grundschutz NET.3.2.A2). */
export function flowOwner(de: string, en: string) {
  return z
    .strictObject({ de: label.describe("German."), en: label.describe("English.") })
    .default({ de, en })
    .describe(`Who answers for the flow: a role, no person. Default: ${de} (${en}).`);
}

/** Decides whether a narrow fallback line carries a flow. */
export const trafficClass = id
  .default("other")
  .describe("Traffic class (model/catalogue/traffic-classes.yaml). Default: other, which no narrow line carries.");

/** A flow that somebody asked for: it names its owner and its last day. */
export const exception = z.strictObject({
  from: z.array(flowEnd).min(1).describe("Zones or `machine:<kind>`."),
  to: z.array(flowEnd).min(1).describe("Zones, `internet` or `machine:<kind>`."),
  ports: z.array(flowPorts("icmp")).min(1).describe("Protocol and port or range."),
  purpose: z
    .strictObject({ de: label.describe("German."), en: label.describe("English.") })
    .describe("Why it is allowed."),
  class: trafficClass,
  owner: id.describe("Who answers for it: a role or department, as an id."),
  until: day.describe("Last day. After it, `check` refuses the declaration until it is removed or extended."),
});
export type Exception = z.infer<typeof exception>;
