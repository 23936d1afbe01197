import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MachineError, start, until } from "./machine.js";
import { cgroup, IMAGE, leave, netnsPath, type Run } from "./run.js";

const SCRIPT = fileURLToPath(new URL("node.sh", import.meta.url));

/** A device as an operating system of its own. */
export interface TwinNode {
  readonly name: string;
  /** Routing instance inside the node → namespace of the run; `main` is the one it boots in. */
  readonly instances: Readonly<Record<string, string>>;
  /** Root file system that it has a copy of. Default: that of routers and switches. */
  readonly image?: string;
}

/** What the operator of a line gives a router that asks for it: lines for `ip -batch`, in its main namespace. */
export interface Handover {
  readonly node: string;
  readonly lines: readonly string[];
}

/** Switches a node on. It is usable when `ready` is through. */
export function startNode(of: Run, { name, instances, image = IMAGE }: TwinNode): void {
  const namespaces = Object.entries(instances).map(([instance, part]) => `${instance}=${netnsPath(of, part)}`);
  const command = ["unshare", "--mount", "--propagation", "private", "sh", SCRIPT, "supervise"];
  const options = [name, image, cgroup(of, `node-${name}`), join(of.folder, "nodes", name), namespaces.join(" ")];
  leave(of, [...command, ...options], name);
}

/** Takes a node away: its processes and its disk are gone, its cables hang loose. */
export async function switchOff(of: Run, { name, instances }: TwinNode): Promise<void> {
  const group = cgroup(of, `node-${name}`);
  writeFileSync(join(group, "cgroup.kill"), "1");
  const populated = () => readFileSync(join(group, "cgroup.events"), "utf8").includes("populated 1");
  await until(`${name} is off`, () => (populated() ? undefined : true));
  const namespaces = Object.entries(instances).map(([instance, part]) => `${instance}=${netnsPath(of, part)}`);
  await start("sh", [SCRIPT, "power_on", namespaces.join(" "), IMAGE]);
}

/** Pid of the node's PID 1 as this machine counts; it changes with a reboot. */
export function initOf(of: Run, name: string): number | undefined {
  const file = join(cgroup(of, `node-${name}`), "init.scope/cgroup.procs");
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
  return Number.isNaN(pid) ? undefined : pid;
}

/** Waits until systemd has started what it shall start. @returns its pid */
export async function ready(of: Run, name: string, before?: number): Promise<number> {
  const pid = await until(`${name} boots`, () => {
    const found = initOf(of, name);
    return found === before ? undefined : found;
  });
  // Answers with an error as long as there is no D-Bus, and for a degraded system.
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const state = await inNode(pid, ["sh", "-c", "timeout 30 systemctl is-system-running --wait || true"]);
    if (/running|degraded/.test(state)) return pid;
  }
  throw new MachineError(`${name} does not get ready: see ${join(of.folder, "log", name)}`);
}

/** Runs a command in the node with the given PID 1. */
export function inNode(pid: number, command: readonly string[], input = ""): Promise<string> {
  const clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"];
  return start("nsenter", ["--all", `--target=${pid}`, ...clean, ...command], input);
}
