import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LabConfigInput } from "../../lab/pve/config.js";
import { type Simulator, startSimulator } from "../../lab/pve/simulator.js";

type ClusterInput = LabConfigInput["clusters"][number];

export const ROOT_TOKEN = "root@pam!automation=11111111-2222-4333-8444-555555555555";
export const SCHOOL_TOKEN = "school@pve!deploy=22222222-2222-4333-8444-555555555555";
export const IMAGE_URL = "https://images.example.org/20260101/debian-13-genericcloud-amd64.qcow2";
export const IMAGE_SHA512 = "ab".repeat(64);

/** Three nodes, a shared store and local ones; `school@pve` owns the pool `school-a` only. */
export const CLUSTER: ClusterInput = {
  id: "rz1",
  port: 0,
  nodes: [{ name: "pve1" }, { name: "pve2" }, { name: "pve3" }],
  datastores: [
    { id: "local", content: ["iso", "import", "backup"], sizeGiB: 100 },
    { id: "ceph-vm", type: "rbd", content: ["images"], shared: true, sizeGiB: 50_000 },
    { id: "local-lvm", type: "lvmthin", content: ["images"], sizeGiB: 20 },
    { id: "pbs", type: "pbs", content: ["backup"], shared: true },
  ],
  bridges: ["vmbr0", "vmbr1"],
  users: [
    { userid: "root@pam", password: "secret", tokens: [token(ROOT_TOKEN, 0)] },
    { userid: "school@pve", tokens: [token(SCHOOL_TOKEN, 0)] },
  ],
  pools: ["school-a"],
  acl: [
    { path: "/pool/school-a", role: "PVEVMAdmin", user: "school@pve" },
    // Without Pool.Audit the provider does not see the VM's pool and plans to add it again and again.
    { path: "/pool/school-a", role: "PVEPoolUser", user: "school@pve" },
    { path: "/storage/ceph-vm", role: "PVEDatastoreUser", user: "school@pve" },
    { path: "/storage/local", role: "PVEDatastoreUser", user: "school@pve" },
    { path: "/sdn/zones/localnetwork/vmbr0", role: "PVESDNUser", user: "school@pve" },
  ],
  images: { [IMAGE_URL]: { sizeBytes: 3 * 1024 ** 3, checksums: { sha512: IMAGE_SHA512 } } },
};

function token(text: string, privsep: 0 | 1): { id: string; secret: string; privsep: 0 | 1 } {
  const [, id = "", secret = ""] = /!([^=]+)=(.+)$/.exec(text) ?? [];
  return { id, secret, privsep };
}

/** A simulator in this process with its own folder. */
export interface Lab {
  readonly simulator: Simulator;
  readonly endpoint: string;
  readonly folder: string;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
  /** Stops it and starts it again on the same address and state. */
  restart(): Promise<Lab>;
}

export async function startLab(
  cluster: Partial<ClusterInput> = {},
  taskSeconds = 0,
  folder = newFolder(),
): Promise<Lab> {
  const declared = { ...CLUSTER, ...cluster };
  const simulator = await startSimulator({ taskSeconds, clusters: [declared] }, folder);
  const endpoint = simulator.endpoints[declared.id] as string;
  return {
    simulator,
    endpoint,
    folder,
    dispose: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
    restart: async () => {
      await simulator.close();
      return startLab({ ...cluster, port: Number(new URL(endpoint).port) }, taskSeconds, folder);
    },
  };
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "pve-simulator-"));

export interface Reply {
  readonly status: number;
  readonly reason: string;
  // The tests look into answers of many shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly data: any;
  readonly errors?: Record<string, string>;
}

export type Client = (
  method: string,
  path: string,
  parameters?: Record<string, string | number | string[]>,
) => Promise<Reply>;

/** A client for the API as one caller. */
export function client(lab: Lab, headers: Record<string, string> | string = ROOT_TOKEN): Client {
  const ca = readFileSync(lab.simulator.caFile);
  const identity = typeof headers === "string" ? { authorization: `PVEAPIToken=${headers}` } : headers;
  return (method, path, parameters = {}) => {
    const form = new URLSearchParams();
    for (const [key, value] of Object.entries(parameters))
      for (const one of [value].flat()) form.append(key, String(one));
    const inQuery = method === "GET" || method === "DELETE";
    const url = new URL(`api2/json${path}${inQuery && form.size > 0 ? `?${form}` : ""}`, lab.endpoint);
    return new Promise((resolve, reject) => {
      const type = inQuery ? {} : { "content-type": "application/x-www-form-urlencoded" };
      const outgoing = request(url, { method, ca, headers: { ...identity, ...type } }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        response.on("end", () => {
          const { data, errors } = JSON.parse(text);
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? "",
            data,
            ...(errors ? { errors } : {}),
          });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(inQuery ? undefined : form.toString());
    });
  };
}

/** Asks for something that runs as a task and returns the task's exit status. */
export async function taskExit(api: Client, method: string, path: string, parameters = {}): Promise<string> {
  const reply = await api(method, path, parameters);
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.reason} ${JSON.stringify(reply.errors ?? {})}`);
  const upid = String(reply.data);
  const status = await api("GET", `/nodes/${upid.split(":")[1]}/tasks/${encodeURIComponent(upid)}/status`);
  return String(status.data.exitstatus);
}

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs the project's engine in a folder that holds a `main.tf.json`. */
export async function tofu(folder: string, lab: Lab, ...parameters: string[]): Promise<Run> {
  const binary = project(".tools/bin/tofu");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run scripts/setup`);
  const child = spawn(binary, [...parameters, "-no-color"], {
    cwd: folder,
    env: {
      ...process.env,
      TF_CLI_CONFIG_FILE: project(".tools/tofurc"),
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
      SSL_CERT_FILE: lab.simulator.caFile,
    },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? -1));
  });
  return { code, output };
}

export const writeMain = (folder: string, content: unknown): void =>
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(content, null, 2));
