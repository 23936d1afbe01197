import { z } from "zod";
import { day, id, label } from "./common.js";

/** Ports of a flow: `tcp/443`, `udp/16384-32768`, `icmp`. */
export const flowPort = z
  .string()
  .regex(/^((tcp|udp)\/\d{1,5}(-\d{1,5})?|icmp)$/, "expected a port such as tcp/443 or udp/16384-32768, or icmp");

/** Zones, `internet`, `data-centre`, `device` or `machine:<kind>`. */
export const flowEnd = z.string().regex(/^(machine:)?[a-z][a-z0-9-]*$/, "expected a zone or machine:<kind>");

/** A flow that somebody asked for: it names its owner and ends by itself. */
export const exception = z.strictObject({
  from: z.array(flowEnd).min(1).describe("Zones or `machine:<kind>`."),
  to: z.array(flowEnd).min(1).describe("Zones, `internet` or `machine:<kind>`."),
  ports: z.array(flowPort).min(1).describe("Protocol and port or range."),
  purpose: z
    .strictObject({ de: label.describe("German."), en: label.describe("English.") })
    .describe("Why it is allowed."),
  owner: id.describe("Who answers for it: a role or department, as an id."),
  until: day.describe("Last day. After it, `check` refuses the declaration until it is removed or extended."),
});
export type Exception = z.infer<typeof exception>;
