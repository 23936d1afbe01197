import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { run, start, until } from "./machine.js";

/** Folder of the project. */
export const PROJECT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** Root file system of the nodes, made by scripts/setup/twin.mjs. */
export const IMAGE = join(PROJECT, ".tools/twin/image");

/**
 * One twin. All that it makes is named after it, so that two never meet and whatever is left after a crash is found:
 * namespaces `<id>-…`, the control group `<id>` with every process, and the folder.
 */
export interface Run {
  readonly id: string;
  readonly folder: string;
}

/** Root file system of a stand-in for a school server and of its clients, made by scripts/setup/school-server.mjs. */
export const SCHOOL_SERVER = join(PROJECT, ".tools/twin/school-server");

/** Why there can be no twin here, or undefined. */
export function unavailable(): string | undefined {
  if (process.getuid?.() !== 0) return "the network twin needs root (network namespaces, overlay file systems)";
  if (!existsSync(join(IMAGE, "usr/sbin/nft")))
    return "the network twin has no image for its nodes: run `npm run setup`, which says why";
  return undefined;
}

/** @param parent  folder of all twins, `.lab/twin` */
export function newRun(parent: string): Run {
  const id = `twin-${randomBytes(3).toString("hex")}`;
  const folder = join(parent, id);
  mkdirSync(join(folder, "log"), { recursive: true, mode: 0o700 });
  mkdirSync(cgroup({ id, folder }, "tools"), { recursive: true });
  return { id, folder };
}

/** Twins that were started there, also those that a crash left behind. */
export function runsIn(parent: string): Run[] {
  if (!existsSync(parent)) return [];
  const ids = readdirSync(parent).filter((name) => /^twin-[0-9a-f]{6}$/.test(name));
  return ids.sort().map((id) => ({ id, folder: join(parent, id) }));
}

/** Full name of a namespace of the run. */
export const netns = ({ id }: Run, name: string) => `${id}-${name}`;

/** Path of a namespace of the run. */
export const netnsPath = (of: Run, name: string) => `/run/netns/${netns(of, name)}`;

/** Folder of the run's sockets: below its own folder their paths may be too long. */
export const sockets = ({ id }: Run) => join("/run", id);

/** Control group of a part of the run. Only version 2 knows how to end a whole group. */
export function cgroup({ id }: Run, part = ""): string {
  const base = existsSync("/sys/fs/cgroup/unified") ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";
  return join(base, id, part);
}

/** Command that runs in the run's control group, so that it ends with the run. */
export function inside(of: Run, command: readonly string[], part = "tools"): string[] {
  return ["sh", "-c", 'echo 0 > "$0/cgroup.procs" && exec "$@"', cgroup(of, part), ...command];
}

/** Leaves a program running until the run ends, its output in a file of the run's folder `log`. */
export function leave(of: Run, command: readonly string[], log: string, part?: string): void {
  const [program = "", ...args] = inside(of, command, part);
  const output = openSync(join(of.folder, "log", log), "a");
  spawn(program, args, { detached: true, stdio: ["ignore", output, output] }).unref();
  closeSync(output);
}

/** Runs a program of the image in a namespace: this machine need not have nft or tcpdump. */
export function inNamespace(of: Run, name: string, command: readonly string[], input = ""): Promise<string> {
  return start("nsenter", [`--net=${netnsPath(of, name)}`, "chroot", IMAGE, ...command], input);
}

/** Ends every process, and removes namespaces, control group and folder. May be called again. */
export async function endRun(of: Run, keepFolder = false): Promise<void> {
  const group = cgroup(of);
  if (existsSync(group)) {
    writeFileSync(join(group, "cgroup.kill"), "1");
    const populated = () => readFileSync(join(group, "cgroup.events"), "utf8").includes("populated 1");
    await until(`processes of ${of.id} end`, () => (populated() ? undefined : true));
    removeGroup(group);
  }
  const names = existsSync("/run/netns")
    ? readdirSync("/run/netns").filter((name) => name.startsWith(`${of.id}-`))
    : [];
  if (names.length > 0) run("ip", ["-batch", "-"], names.map((name) => `netns del ${name}\n`).join(""));
  rmSync(sockets(of), { recursive: true, force: true });
  if (!keepFolder) rmSync(of.folder, { recursive: true, force: true });
}

function removeGroup(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(group, entry.name));
  rmdirSync(group);
}
