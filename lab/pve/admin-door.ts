import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Cluster } from "./cluster.js";
import { resizeDrive } from "./drives.js";
import { type Faults, fault } from "./faults.js";
import { setPower } from "./power.js";
import type { Vm } from "./state.js";
import { applyPending, changeConfig } from "./vm-config.js";

const where = { cluster: z.string().describe("cluster id"), vmid: z.number().int().describe("VM id") };
const set = z.record(z.string(), z.union([z.string(), z.number()]));

/** What somebody does on the cluster behind the provider's back. One JSON object per line. */
export const adminCommand = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("change-vm"),
    ...where,
    set: set.default({}).describe("lines of the configuration, as the API takes them"),
    delete: z.array(z.string()).default([]).describe("lines to remove"),
    resize: z.record(z.string(), z.string()).default({}).describe("disk to new size, e.g. scsi0: 40G"),
  }),
  z.strictObject({
    do: z.literal("add-vm"),
    ...where,
    node: z.string().optional().describe("default: the first node"),
    running: z.boolean().default(false).describe("whether it runs"),
    set: set.default({ name: "foreign", cores: 1, memory: "1024" }).describe("its configuration"),
  }),
  z.strictObject({ do: z.literal("remove-vm"), ...where }),
  z.strictObject({ do: z.literal("power"), ...where, on: z.boolean().describe("start or stop") }),
  z.strictObject({ do: z.literal("show-vm"), ...where }),
  z.strictObject({ do: z.literal("inject"), fault: fault.describe("the next answer that goes wrong") }),
  z.strictObject({
    do: z.literal("task-seconds"),
    seconds: z.number().min(0).describe("duration of tasks from now on"),
  }),
  z.strictObject({ do: z.literal("requests") }),
]);

export type AdminCommand = z.input<typeof adminCommand>;

/** The part of the simulator that the side door needs. */
export interface AdminTarget {
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly faults: Faults;
  requests(): Record<string, number>;
}

/**
 * Carries out one command.
 * @throws Error for an unknown cluster or VM, ZodError for an ill-formed command
 */
export function administer(target: AdminTarget, input: AdminCommand): unknown {
  const command = adminCommand.parse(input);
  switch (command.do) {
    case "inject":
      return target.faults.inject(command.fault);
    case "task-seconds":
      for (const cluster of Object.values(target.clusters)) cluster.tasks.seconds = command.seconds;
      return undefined;
    case "requests":
      return target.requests();
    default: {
      const cluster = target.clusters[command.cluster];
      if (!cluster) throw new Error(`there is no cluster '${command.cluster}'`);
      return cluster.store.transact(() => onVm(cluster, command));
    }
  }
}

type VmCommand = Extract<z.output<typeof adminCommand>, { vmid: number }>;

function onVm(cluster: Cluster, command: VmCommand): unknown {
  const { store } = cluster;
  const { vmid } = command;
  if (command.do === "add-vm") return addVm(cluster, command);
  const vm = store.edit("vms", vmid);
  if (!vm) throw new Error(`there is no VM ${vmid}`);
  switch (command.do) {
    case "change-vm":
      return changeVm(cluster, vm, command);
    case "remove-vm":
      for (const [key, volume] of store.entries("volumes")) if (volume.vmid === vmid) store.remove("volumes", key);
      return store.remove("vms", vmid);
    case "power":
      return setPower(cluster, vm, command.on);
    case "show-vm":
      return vm;
  }
}

function addVm(cluster: Cluster, command: Extract<VmCommand, { do: "add-vm" }>): void {
  const node = command.node ?? cluster.nodes[0]?.name ?? "";
  cluster.requireNode(node);
  if (cluster.store.get("vms", command.vmid)) throw new Error(`there is a VM ${command.vmid} already`);
  const vm: Vm = { vmid: command.vmid, node, status: "stopped", config: {}, pending: {}, pendingDelete: [] };
  cluster.store.put("vms", command.vmid, vm);
  changeConfig(cluster, vm, command.set);
  if (command.running) setPower(cluster, vm, true);
}

/** As if the VM had been changed and restarted: nothing stays pending. */
function changeVm(cluster: Cluster, vm: Vm, command: Extract<VmCommand, { do: "change-vm" }>): void {
  changeConfig(cluster, vm, { ...command.set, delete: command.delete.join(",") });
  applyPending(cluster, vm);
  for (const [disk, size] of Object.entries(command.resize)) resizeDrive(cluster, vm, disk, size);
}

/** A unix socket in the state folder, readable by its owner only: commands in, answers out, as JSON lines. */
export class AdminDoor {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(
    private readonly path: string,
    target: AdminTarget,
  ) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      createInterface({ input: socket }).on("line", (line) =>
        socket.write(`${JSON.stringify(answer(target, line))}\n`),
      );
    });
  }

  static open(path: string, target: AdminTarget): Promise<AdminDoor> {
    rmSync(path, { force: true });
    const door = new AdminDoor(path, target);
    return new Promise((resolve, reject) => {
      door.#server.once("error", reject);
      door.#server.listen(path, () => resolve(door));
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => {
        rmSync(this.path, { force: true });
        resolve();
      });
    });
  }
}

function answer(target: AdminTarget, line: string): unknown {
  try {
    return { ok: true, data: administer(target, JSON.parse(line) as AdminCommand) ?? null };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
