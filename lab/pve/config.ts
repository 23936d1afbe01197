import { z } from "zod";

const GIB = 1024 ** 3;

const node = z
  .strictObject({
    name: z.string().describe("node name"),
    cores: z.number().int().positive().default(64).describe("CPU threads"),
    memoryGiB: z.number().positive().default(512).describe("memory in GiB"),
  })
  .describe("a member of the cluster");

const datastore = z
  .strictObject({
    id: z.string().describe("storage id"),
    type: z.string().default("dir").describe("storage type as Proxmox VE names it, e.g. dir, rbd, pbs"),
    content: z.array(z.string()).describe("content types, e.g. images, import, iso, backup"),
    shared: z.boolean().default(false).describe("one store for all nodes, or one per node"),
    sizeGiB: z.number().positive().default(1000).describe("capacity in GiB; volumes count with their full size"),
  })
  .describe("a storage that exists from the start");

const token = z
  .strictObject({
    id: z.string().describe("token name without the user"),
    secret: z.string().describe("the UUID that follows the = in the Authorization header"),
    privsep: z
      .union([z.literal(0), z.literal(1)])
      .default(1)
      .describe("1: own ACL, cut with the user's rights"),
  })
  .describe("an API token");

const user = z
  .strictObject({
    userid: z
      .string()
      .regex(/^[^@\s]+@[^@\s]+$/)
      .describe("name@realm"),
    password: z.string().optional().describe("without one, no ticket can be had"),
    groups: z.array(z.string()).default([]).describe("groups, created on the way"),
    tokens: z.array(token).default([]).describe("API tokens"),
  })
  .describe("an account that exists from the start");

const acl = z
  .strictObject({
    path: z.string().describe("ACL path, e.g. /pool/school-a"),
    role: z.string().describe("role id"),
    token: z.string().optional().describe("user@realm!token"),
    user: z.string().optional().describe("user@realm"),
    group: z.string().optional().describe("group id"),
    propagate: z.boolean().default(true).describe("valid below the path, too"),
  })
  .describe("a rule of the access control list; names exactly one of token, user and group");

const image = z
  .strictObject({
    sizeBytes: z
      .number()
      .int()
      .positive()
      .default(3 * GIB)
      .describe("size of the file and of the disk in it"),
    checksums: z.record(z.string(), z.string()).default({}).describe("algorithm to digest; {} accepts any"),
  })
  .describe("a file that download-url may 'fetch'");

const cluster = z
  .strictObject({
    id: z.string().describe("name of the cluster"),
    host: z.string().default("127.0.0.1").describe("address to listen on, part of the certificate"),
    port: z.number().int().min(0).max(65535).describe("TCP port, 0 for any free one"),
    version: z.string().default("9.1.2").describe("Proxmox VE version to report"),
    nodes: z.array(node).min(1).describe("members"),
    datastores: z.array(datastore).default([]).describe("storages"),
    bridges: z.array(z.string()).default(["vmbr0"]).describe("Linux bridges on every node"),
    users: z.array(user).default([]).describe("accounts"),
    roles: z
      .array(z.strictObject({ id: z.string(), privs: z.array(z.string()) }))
      .default([])
      .describe("roles besides the built-in ones"),
    pools: z.array(z.string()).default([]).describe("pools that exist from the start"),
    acl: z.array(acl).default([]).describe("access control list"),
    images: z.record(z.string(), image).default({}).describe("URL to file; any other URL is not found"),
  })
  .describe("one Proxmox VE cluster");

/** The file given with `--config`. Everything but `clusters` has a default. */
export const labConfig = z
  .strictObject({
    taskSeconds: z.number().min(0).default(0).describe("how long each task runs, in seconds"),
    clusters: z.array(cluster).min(1).describe("clusters, all served by one process"),
  })
  .describe("what the simulator serves");

export type LabConfig = z.infer<typeof labConfig>;
export type LabConfigInput = z.input<typeof labConfig>;
export type ClusterConfig = z.infer<typeof cluster>;
