import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { newKeyPair } from "../../model/key-pair.js";
import type { Platform } from "../../model/platform.js";
import { MachineError, start } from "./machine.js";
import { cgroup, inside, netnsPath, PROJECT, type Run } from "./run.js";
import type { Twin } from "./twin.js";

export interface DeliveryOptions {
  /** More arguments of `ansible-playbook`, e.g. `--check`. */
  readonly args?: readonly string[];
  /** Another playbook than `network.yml`. */
  readonly playbook?: string;
  /** Another inventory over the committed one than that of the twin's connections. */
  readonly overlay?: string;
  /** Namespace that Ansible runs in. Default: this machine's own. */
  readonly namespace?: string;
  /** Hears of each device that is done. */
  progress?(text: string): void;
}

/** Ansible's workers: the devices do most of the work, and this machine plays all of them. */
const FORKS = 8;

/** The task of the role that writes a device, as Ansible prints it. */
const TASK = "Bring the router to its tree";

/**
 * Delivers the committed trees to the nodes with the same playbook, role and inventory as to hardware. Other than
 * there: the variables of the connection (`overlayOf`), the keys (made here, worth nothing), and each device's file
 * `link-layer`. May be called again: the keys stay.
 *
 * @param devices  folder of the committed trees, `inventories/<Träger>/devices`
 * @returns what Ansible printed
 * @throws MachineError with the devices' own words, which may stand far above, and the end of it
 */
export async function deliver(
  twin: Twin,
  platform: Platform,
  devices: string,
  { args = [], playbook = join(PROJECT, "playbooks/network.yml"), overlay, namespace, progress }: DeliveryOptions = {},
): Promise<string> {
  const { run, topology } = twin;
  const names = Object.keys(topology.linkLayer);
  if (!existsSync(keysOf(run))) stage(twin, platform, devices);
  const inventory = join(run.folder, "inventory.json");
  writeFileSync(inventory, JSON.stringify(overlayOf(twin), null, 1));
  mkdirSync(cgroup(run, "ansible"), { recursive: true });
  const command = [
    ...(namespace === undefined ? [] : ["nsenter", `--net=${netnsPath(run, namespace)}`]),
    ...["env", ...environment(run, devices, names), join(PROJECT, ".tools/venv/bin/ansible-playbook")],
    ...[...committedInventories(topology, platform, devices), overlay ?? inventory].flatMap((file) => ["-i", file]),
    ...["--limit", names.join(",")],
    ...[...args, playbook],
  ];
  const [program = "", ...rest] = inside(run, command, "ansible");
  const reasons: string[] = [];
  const count = progress && counting(names.length, progress);
  const hear = (line: string) => {
    count?.(line);
    if (line.startsWith("fatal: ")) reasons.push(line);
  };
  const output = await start(program, rest, "", hear).catch((error: Error) => {
    throw new MachineError(`delivery failed: ${[...reasons, error.message].join("\n")}`);
  });
  writeFileSync(join(run.folder, "log/ansible"), output, { flag: "a" });
  return output;
}

/** Names of the devices that a delivery changed, out of Ansible's last words. */
export function changedBy(output: string): string[] {
  return [...output.matchAll(/^(\S+)\s+: ok=\d+\s+changed=[1-9]/gm)].map(([, name = ""]) => name);
}

/** Folders of a run: the keys of all devices, and the trees that are delivered. */
export const keysOf = ({ folder }: Run) => join(folder, "keys");
export const treesOf = ({ folder }: Run) => join(folder, "trees");

/**
 * Delivers a changed tree to one device.
 * @param change  its packet filter, the file `education/nftables` → another one
 * @param variables  more of the device, e.g. of another connection
 */
export async function deliverChanged(
  twin: Twin,
  platform: Platform,
  devices: string,
  device: string,
  change: (text: string) => string,
  { variables = {}, ...options }: DeliveryOptions & { readonly variables?: Readonly<Record<string, unknown>> } = {},
): Promise<string> {
  const { folder } = twin.run;
  const [tree, overlay] = [join(folder, "changed", device), join(folder, "changed.json")];
  cpSync(join(treesOf(twin.run), device), tree, { recursive: true });
  const file = join(tree, "education/nftables");
  writeFileSync(file, change(readFileSync(file, "utf8")));
  const { hosts, vars } = overlayOf(twin).all;
  const host = { ...hosts[device], router__tree: tree, ...variables };
  writeFileSync(overlay, JSON.stringify({ all: { hosts: { [device]: host }, vars } }, null, 1));
  return deliver(twin, platform, devices, { ...options, overlay, args: ["--limit", device, ...(options.args ?? [])] });
}

/** What is said of the twin's devices beside the committed inventory. */
export function overlayOf({ run, topology }: Twin) {
  const variables = (name: string) => ({
    netnode_init: join(cgroup(run, `node-${name}`), "init.scope/cgroup.procs"),
    router__tree: join(treesOf(run), name),
  });
  return {
    all: {
      hosts: Object.fromEntries(topology.nodes.map(({ name }) => [name, variables(name)])),
      vars: { ansible_connection: "netnode", ansible_python_interpreter: "/usr/bin/python3" },
    },
  };
}

/** The committed files of the places in the twin: Ansible needs ten seconds to read those of a whole city. */
function committedInventories({ nodes }: Twin["topology"], { network }: Platform, devices: string): string[] {
  const places = nodes.flatMap(({ name }) => network.routers[name]?.site ?? []);
  const centres = readdirSync(join(devices, "../data-centres")).sort();
  return [
    ...centres.map((file) => join(devices, "../data-centres", file)),
    ...[...new Set(places)].map((site) => join(devices, "../sites", `${site}.yaml`)),
  ];
}

/** Makes keys, and trees of what is committed but for the links. */
function stage({ run, topology }: Twin, { network }: Platform, devices: string): void {
  // A router's peers may stand at sites that are not in the twin: all devices have keys.
  for (const { device, instances } of Object.values(network.routers))
    makeKeys(
      keysOf(run),
      device.name,
      instances.map(({ id }) => id),
    );
  for (const [name, text] of Object.entries(topology.linkLayer)) {
    cpSync(join(devices, name), join(treesOf(run), name), { recursive: true });
    writeFileSync(join(treesOf(run), name, "link-layer"), text);
  }
}

function environment(run: Run, devices: string, names: readonly string[]): string[] {
  return [
    // Credentials of lines: no operator of the twin asks for them.
    ...new Set(names.flatMap((name) => variables(readFileSync(join(devices, name, "education/ip"), "utf8")))),
    `PLATTFORM_KEY_STORE=${keysOf(run)}`,
    `PLATTFORM_PUBLIC_KEYS=${keysOf(run)}`,
    `ANSIBLE_ROLES_PATH=${join(PROJECT, "roles")}`,
    `ANSIBLE_CONNECTION_PLUGINS=${join(PROJECT, "lab/twin/connection")}`,
    `ANSIBLE_FORKS=${FORKS}`,
    ...["ANSIBLE_PIPELINING=1", "ANSIBLE_NOCOLOR=1", "ANSIBLE_RETRY_FILES_ENABLED=0"],
  ];
}

/** Stands for the credentials of every line; it has blanks, because real ones may. */
export const CREDENTIAL = "of the twin";

function variables(text: string): string[] {
  return [...text.matchAll(/secret:\/\/env\/([A-Z0-9_]+)/g)].map(([, name]) => `${name}=${CREDENTIAL}`);
}

/** A pair for each instance, where the role looks for them. */
function makeKeys(folder: string, device: string, instances: readonly string[]): void {
  mkdirSync(join(folder, device), { recursive: true, mode: 0o700 });
  const made = instances.map((instance) => {
    const { privateKey, publicKey } = newKeyPair();
    writeFileSync(join(folder, device, `${instance}.key`), `${privateKey}\n`, { mode: 0o600 });
    return [instance, publicKey];
  });
  writeFileSync(join(folder, `${device}.yaml`), stringify(Object.fromEntries(made)));
}

/** Reads Ansible's output for the devices that are done. */
function counting(all: number, progress: (text: string) => void): (line: string) => void {
  let [within, done] = [false, 0];
  return (line) => {
    if (line.startsWith("TASK")) within = line.includes(TASK);
    const [, state, name] = (within && /^(ok|changed|fatal|unreachable): \[([^\]]+)\]/.exec(line)) || [];
    if (name) progress(`${++done}/${all} ${name} ${state === "ok" ? "unchanged" : state}`);
  };
}
