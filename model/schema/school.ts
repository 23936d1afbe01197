import { z } from "zod";
import { count, id, label, lifecycle, phase, schemaVersion } from "./common.js";
import { products } from "./product.js";

const deviceCounts = {
  computers: count.default(0).describe("Desktop and notebook computers of the school."),
  tablets: count.default(0).describe("Tablets of the school under MDM."),
  displays: count.default(0).describe("Presentation displays and Apple TVs."),
  printers: count.default(0).describe("Printers."),
  phones: count.default(0).describe("IP phones."),
  byod: count.default(0).describe("Private devices that are in the WLAN at the same time."),
};

/** Part of a school's people and devices that is at one of its sites. */
const share = z.strictObject({
  pupils: count.default(0).describe("Pupils there."),
  teachers: count.default(0).describe("Teachers there."),
  devices: z.strictObject(deviceCounts).prefault({}).describe("Devices there, by kind."),
});

export const schoolSchema = z.strictObject({
  schemaVersion,
  name: label.describe("Full name of the school."),
  kind: z
    .enum([
      "grundschule",
      "foerderschule",
      "gemeinschaftsschule",
      "oberschule",
      "hauptschule",
      "realschule",
      "gesamtschule",
      "gymnasium",
      "berufsschule",
    ])
    .describe("Type of school."),
  lifecycle,
  formerly: z.array(id).default([]).describe("Ids that this school had before; its numbers, state and machines stay."),
  sites: z.array(id).min(1).describe("Sites of the school; the first is the main one."),
  pupils: count.describe("Number of pupils."),
  teachers: count.describe("Number of teachers."),
  devices: z.strictObject(deviceCounts).describe("Devices by kind. They decide address plan, line and server sizes."),
  atSites: z
    .record(id, share)
    .default({})
    .describe("Site other than the main one → what of the numbers above is there; the rest is at the main site."),
  clientManagement: z
    .boolean()
    .describe(
      "Whether computers are managed from a server (imaging, roaming profiles, logon); decides placement (domain.md section 5).",
    ),
  phase: phase.optional().describe("Phase of this school, where it differs from its Träger's."),
  bausteine: z
    .strictObject({
      insert: z.array(id).default([]).describe("Bausteine on top of the scenario's."),
      remove: z.record(id, label).default({}).describe("Baustein → reason why this school does not get it."),
    })
    .prefault({})
    .describe("Differences from the scenario's Bausteine."),
  products: products.default({}).describe("Products of this school only, or other settings than the Träger's."),
  withoutProducts: z
    .record(id, label)
    .default({})
    .describe("Träger's product → reason why this school does not use it."),
});
export type School = z.infer<typeof schoolSchema>;
