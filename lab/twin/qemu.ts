import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { MachineError, until } from "./machine.js";
import type { End } from "./namespace.js";
import { cgroup, leave, netnsPath, PROJECT, type Run, sockets } from "./run.js";

/** QEMU, disk and kernel, made by scripts/setup/twin-vm.mjs. */
const HOME = join(PROJECT, ".tools/twin-vm");
export const DISK = join(HOME, "disk.raw");
const TAPS = fileURLToPath(new URL("probe/taps.py", import.meta.url));
const FIRST_TAP = 100;
const SECTOR = 512;

export interface MachineOptions {
  readonly name: string;
  /** Network cards in the order of their names, eth0 first; what each cable leads to. */
  readonly cards: readonly End[];
  /** Script that runs on it as root when it is switched on for the first time. */
  readonly script: string;
  readonly serial?: string;
}

/** A virtual machine, emulated whole: it has a kernel of its own. */
export interface VirtualMachine {
  /** What it has said on its serial console. */
  console(): string;
  /** Plugs a cable out of a card, or in again: the machine sees its link go. */
  setLink(card: number, up: boolean): Promise<void>;
  /** As if its power cord were drawn. */
  off(): Promise<void>;
}

/** Switches a machine on. What it writes to its disk is gone with it; it ends with the run, too. */
export async function switchOn(of: Run, { name, cards, script, serial }: MachineOptions): Promise<VirtualMachine> {
  const [group, log, monitor] = [
    `machine-${name}`,
    join(of.folder, "log", `${name}-console`),
    join(sockets(of), `qmp-${name}`),
  ];
  const medium = join(of.folder, `${name}-medium`);
  // The shell reads it to its end: a disk has whole sectors, so line ends fill the last one.
  writeFileSync(medium, script.padEnd(Math.ceil(Buffer.byteLength(script) / SECTOR) * SECTOR, "\n"));
  for (const folder of [cgroup(of, group), sockets(of)]) mkdirSync(folder, { recursive: true });
  const ends = cards.map(({ namespace, device }) => ({ namespace: netnsPath(of, namespace), device }));
  const options = [
    ...["-nodefaults", "-no-user-config", "-display", "none", "-name", name],
    // Without KVM: it works on every machine. One processor without AVX, whose emulation is slow.
    ...["-accel", "tcg", "-cpu", "Nehalem", "-smp", "1", "-m", "1024", "-device", "virtio-rng-pci"],
    ...["-kernel", join(HOME, "vmlinuz"), "-initrd", join(HOME, "initrd.img")],
    ...["-append", "root=LABEL=root rw console=ttyS0 loglevel=4 net.ifnames=0"],
    ...["-drive", `file=${DISK},if=virtio,format=raw,snapshot=on`],
    ...["-drive", `file=${medium},if=virtio,format=raw,readonly=on`],
    ...["-serial", `file:${log}`, "-qmp", `unix:${monitor},server=on,wait=off`],
    ...(serial === undefined ? [] : ["-smbios", `type=1,serial=${serial}`]),
    ...cards.flatMap((_, index) => card(index)),
  ];
  const environment = [`TMPDIR=${of.folder}`, `QEMU_MODULE_DIR=${join(root, LIBRARIES, "qemu")}`];
  const held = ["python3", TAPS, JSON.stringify(ends), ...QEMU, ...options];
  // Its processor is slow enough, and its timers are real: all else on this machine waits for it.
  leave(of, ["nice", "-n", "-10", "env", ...environment, ...held], `${name}-qemu`, group);
  const events = join(cgroup(of, group), "cgroup.events");
  const on = () => readFileSync(events, "utf8").includes("populated 1");
  await until(
    `${name} is switched on: see ${join(of.folder, "log")}`,
    () => (existsSync(monitor) && on()) || undefined,
  );
  return {
    console: () => (existsSync(log) ? readFileSync(log, "utf8") : ""),
    setLink: (index, up) => ask(monitor, "set_link", { name: `card${index}`, up }),
    async off() {
      await ask(monitor, "quit");
      await until(`${name} is off`, () => (on() ? undefined : true));
    },
  };
}

const LIBRARIES = "usr/lib/x86_64-linux-gnu";
const root = join(HOME, "qemu");

/** By its own loader and libraries: nothing is installed on this machine. */
const QEMU = [
  join(root, "lib64/ld-linux-x86-64.so.2"),
  ...["--library-path", ["lib/x86_64-linux-gnu", LIBRARIES].map((folder) => join(root, folder)).join(":")],
  join(root, "usr/bin/qemu-system-x86_64"),
  ...["share/qemu", "share/seabios"].flatMap((folder) => ["-L", join(root, "usr", folder)]),
];

/** Without offload: every frame on the cable is whole. Addresses of the locally administered range. */
function card(index: number): string[] {
  const address = `52:54:00:00:00:${(index + 1).toString(16).padStart(2, "0")}`;
  return [
    ...["-netdev", `tap,id=cable${index},fd=${FIRST_TAP + index}`],
    ...["-device", `virtio-net-pci,id=card${index},netdev=cable${index},mac=${address},romfile=`],
  ];
}

/** One command of QEMU's monitor protocol. @throws MachineError with what it says */
function ask(socket: string, execute: string, options: object = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket);
    const say = (message: object) => connection.write(`${JSON.stringify(message)}\n`);
    const lines = createInterface({ input: connection });
    // The interface passes on what the connection tells it.
    for (const source of [connection, lines]) source.on("error", reject);
    lines.on("line", (line) => {
      const { QMP, error, id } = JSON.parse(line) as { QMP?: object; error?: { desc: string }; id?: string };
      if (QMP) {
        say({ execute: "qmp_capabilities" });
        say({ execute, arguments: options, id: execute });
      }
      if (error) reject(new MachineError(`QEMU refuses ${execute}: ${error.desc}`));
      if (error || id === execute) {
        connection.end();
        resolve();
      }
    });
  });
}
