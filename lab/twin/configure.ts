import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Platform } from "../../model/platform.js";
import { MachineError, start } from "./machine.js";
import { cgroup, inside, PROJECT } from "./run.js";
import type { Twin } from "./twin.js";

/**
 * Delivers the committed trees to the nodes with the same playbook and role as to hardware. Other than there: the
 * connection, the keys (made here, worth nothing), and each device's file `link-layer`.
 *
 * @param devices  folder of the committed trees, `inventories/<Träger>/devices`
 * @returns what Ansible printed
 * @throws MachineError with the end of it
 */
export async function deliver(twin: Twin, platform: Platform, devices: string): Promise<string> {
  const { run, topology } = twin;
  const [keys, trees] = ["keys", "trees"].map((name) => join(run.folder, name)) as [string, string];
  // A router's peers may stand at sites that are not in the twin: all devices have keys.
  for (const { device, instances } of Object.values(platform.network.routers))
    makeKeys(
      keys,
      device.name,
      instances.map(({ id }) => id),
    );
  for (const [name, text] of Object.entries(topology.linkLayer)) {
    cpSync(join(devices, name), join(trees, name), { recursive: true });
    writeFileSync(join(trees, name, "link-layer"), text);
  }
  const inventory = join(run.folder, "inventory.json");
  writeFileSync(inventory, JSON.stringify(inventoryOf(twin, platform, trees), null, 1));
  mkdirSync(cgroup(run, "ansible"), { recursive: true });
  const playbook = join(PROJECT, ".tools/venv/bin/ansible-playbook");
  const environment = [
    // Credentials of lines: no operator of the twin asks for them.
    ...new Set(
      Object.keys(topology.linkLayer).flatMap((name) =>
        variables(readFileSync(join(devices, name, "education/ip"), "utf8")),
      ),
    ),
    `PLATTFORM_KEY_STORE=${keys}`,
    `PLATTFORM_PUBLIC_KEYS=${keys}`,
    `ANSIBLE_ROLES_PATH=${join(PROJECT, "roles")}`,
    `ANSIBLE_CONNECTION_PLUGINS=${join(PROJECT, "lab/twin/connection")}`,
    ...["ANSIBLE_PIPELINING=1", "ANSIBLE_FORKS=8", "ANSIBLE_NOCOLOR=1", "ANSIBLE_RETRY_FILES_ENABLED=0"],
  ];
  const command = ["env", ...environment, playbook, "-i", inventory, join(PROJECT, "playbooks/network.yml")];
  const [program = "", ...args] = inside(run, command, "ansible");
  const output = await start(program, args).catch((error: Error) => {
    throw new MachineError(`delivery failed: ${error.message}`);
  });
  writeFileSync(join(run.folder, "log/ansible"), output);
  return output;
}

function variables(text: string): string[] {
  return [...text.matchAll(/secret:\/\/env\/([A-Z0-9_]+)/g)].map(([, name]) => `${name}=twin`);
}

/** A pair for each instance, where the role looks for them. WireGuard's keys are X25519, 32 bytes, base64. */
function makeKeys(folder: string, device: string, instances: readonly string[]): void {
  mkdirSync(join(folder, device), { recursive: true, mode: 0o700 });
  const made = instances.map((instance) => {
    const { privateKey, publicKey } = generateKeyPairSync("x25519");
    const raw = (der: Buffer) => der.subarray(-32).toString("base64");
    const own = raw(privateKey.export({ type: "pkcs8", format: "der" }));
    writeFileSync(join(folder, device, `${instance}.key`), `${own}\n`, { mode: 0o600 });
    return [instance, raw(publicKey.export({ type: "spki", format: "der" }))];
  });
  writeFileSync(join(folder, `${device}.yaml`), stringify(Object.fromEntries(made)));
}

function inventoryOf({ run, topology }: Twin, { network }: Platform, trees: string) {
  const hosts = (role: string) =>
    Object.fromEntries(
      topology.nodes
        .filter(({ name }) => network.routers[name]?.role === role)
        .map(({ name }) => [
          name,
          {
            netnode_init: join(cgroup(run, `node-${name}`), "init.scope/cgroup.procs"),
            router__tree: join(trees, name),
          },
        ]),
    );
  const routers = hosts("site-router");
  return {
    all: {
      children: { hubs: { hosts: hosts("hub") }, routers: { hosts: routers }, wave_1: { hosts: routers } },
      vars: {
        plattform_adapter: "linux",
        ansible_connection: "netnode",
        ansible_python_interpreter: "/usr/bin/python3",
      },
    },
  };
}
