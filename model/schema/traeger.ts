import { z } from "zod";
import { dataCentre } from "./cluster.js";
import {
  domainName,
  federalState,
  httpsUrl,
  id,
  ipv4Prefix,
  ipv6Prefix,
  label,
  phase,
  scenario,
  schemaVersion,
  vmId,
} from "./common.js";
import { coupling } from "./coupling.js";
import { holidays, maintenanceWindow } from "./maintenance.js";
import { products } from "./product.js";

const backend = z
  .discriminatedUnion("backend", [
    z.strictObject({ backend: z.literal("local").describe("Files under the declaration's folder `state/`.") }),
    z.strictObject({
      backend: z.literal("pg").describe("PostgreSQL; the connection string comes from PG_CONN_STR."),
    }),
    z.strictObject({
      backend: z
        .literal("http")
        .describe("HTTP with locking, e.g. GitLab; credentials come from TF_HTTP_USERNAME and TF_HTTP_PASSWORD."),
      address: httpsUrl.describe("Address below which each stack has its state."),
    }),
    z.strictObject({
      backend: z.literal("s3").describe("S3 with lock files; credentials come from the AWS_* variables."),
      bucket: z.string().min(3).describe("Bucket."),
      endpoint: httpsUrl.describe("Endpoint of the object store."),
      region: z.string().default("eu-central-1").describe("Region name that the store expects. Default: eu-central-1."),
    }),
  ])
  .describe("Where the Terraform states are kept. One state per stack.");

export const image = z.strictObject({
  url: httpsUrl.describe("Dated address of the image (a `latest` would replace machines when it moves)."),
  checksum: z
    .string()
    .regex(/^[0-9a-f]{64}([0-9a-f]{64})?$/, "expected a SHA-256 or SHA-512 in hex")
    .describe("SHA-256 or SHA-512 of the file."),
  diskGiB: z.int().min(1).describe("Virtual size of the image in GiB; no system disk may be smaller."),
});

export const traegerSchema = z.strictObject({
  schemaVersion,
  id: id.max(12).describe("Id of the Träger: part of stack names, state keys and ownership tags. Never change it."),
  name: label.describe("Full name of the Schulträger."),
  federalState: federalState.describe("Federal state (ISO 3166-2:DE); decides the holidays."),
  scenario: scenario.describe("IQSH scenario (domain.md section 1)."),
  phase: phase.describe("Whether the state's services are piloted (uebergangsphase) or active (landesloesung-aktiv)."),
  domain: domainName.describe("DNS domain of the platform, e.g. schule.stadt.example"),
  landesdienste: z.array(id).default([]).describe("State services in use, by catalogue id."),
  landesnetz: z
    .strictObject({
      ipv4: z.array(ipv4Prefix).min(1).describe("IPv4 prefixes from which the state's services reach the platform."),
      ipv6: z.array(ipv6Prefix).default([]).describe("IPv6 prefixes, where the state uses them."),
      source: label.describe("Who named them and when: they are not public and differ from state to state."),
    })
    .optional()
    .describe("The state's network as a source of flows (zone `landesnetz`). Needed once a flow comes from there."),
  addressPlan: z
    .strictObject({
      ipv4: ipv4Prefix.describe("Pool from which sites and data centres get their IPv4 prefixes."),
      ipv6: ipv6Prefix.describe("Pool for IPv6; each site gets a /56."),
      vmIds: z
        .strictObject({ from: vmId.describe("First VM id."), to: vmId.describe("Last VM id.") })
        .describe("VM ids that this Träger may use, in all its clusters."),
      dataCentreVlans: z
        .strictObject({
          from: z.int().min(200).max(4094).describe("First VLAN."),
          to: z.int().min(200).max(4094).describe("Last VLAN."),
        })
        .default({ from: 1000, to: 3999 })
        .describe("VLANs of the schools' server segments in the data centres. Default: 1000 to 3999."),
    })
    .describe("Pools from which `npm run allocate` takes. Nothing is ever renumbered."),
  state: backend,
  dataCentres: z
    .record(id, dataCentre)
    .default({})
    .describe("Data centre id → data centre. Empty: all servers are local or hosted."),
  coupling: coupling.optional().describe("Coupling of the sites to the data centre. Default: none; no tunnels."),
  images: z.record(id, image).default({}).describe("Image name of the catalogue → the file to use."),
  access: z
    .strictObject({
      user: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,30}$/, "expected a Unix user name")
        .describe("Account that Ansible uses."),
      keys: z
        .array(
          z
            .string()
            .regex(
              /^(ssh-ed25519|ecdsa-sha2-nistp256|ssh-rsa) [A-Za-z0-9+/=]+( [\w@.-]+)?$/,
              "expected a public SSH key",
            ),
        )
        .min(1)
        .describe("Public SSH keys of that account."),
    })
    .describe("First access to new machines."),
  products: products.default({}).describe("Products for all schools."),
  bausteine: z.array(id).default([]).describe("Bausteine that all schools get on top of the scenario's."),
  withoutBausteine: z
    .record(id, label)
    .default({})
    .describe("Baustein of the scenario → reason why no school gets it, unless the school inserts it."),
  maintenanceWindows: z.array(maintenanceWindow).min(1).describe("When machines may be updated and backed up."),
  holidays,
});
export type Traeger = z.infer<typeof traegerSchema>;
