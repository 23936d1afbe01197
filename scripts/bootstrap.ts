import { join } from "node:path";
import { suggestion } from "../model/candidates.js";
import type { RouterIntent, TunnelIntent } from "../model/intent.js";
import type { Platform } from "../model/platform.js";
import { ciscoBootstrap } from "../render/bootstrap-cisco.js";
import { clusterBootstrap } from "../render/bootstrap-cluster.js";
import { debianBootstrap } from "../render/bootstrap-debian.js";
import { firstContact } from "../render/first-contact.js";
import { commandLine, EXIT, main, PROJECT, type Ready, ready } from "./lib/command.js";
import { shown } from "./lib/declaration-folder.js";
import { encrypts, KeysRefused, makeKeys } from "./lib/key-store.js";
import { inventoryFolder } from "./lib/outputs.js";

/** Stands for the address of a line whose operator hands it out. */
const SHOWN = "<the address that the script shows>";

await main(() => {
  const { folder, values } = commandLine("bootstrap");
  const { device, replace = false } = values;
  if (typeof device === "string") forDevice(ready(folder, { warnings: false }), folder, device, replace === true);
  else if (replace) throw new Error("--replace needs --device <name>");
  else process.stdout.write(clusterBootstrap(ready(folder).platform));
});

/** What is put on the device goes to standard output, what a person has to know to standard error. */
function forDevice({ platform, declaration }: Ready, folder: string, name: string, replace: boolean): void {
  const { routers, switches } = platform.network;
  const [router, networkSwitch] = [routers[name], switches[name]];
  if (!router && !networkSwitch)
    throw new Error(
      `there is no device ${name}; ${suggestion(name, [...Object.keys(routers), ...Object.keys(switches)])}`,
    );
  const { adapter } = (router ?? networkSwitch)?.device ?? {};
  if (networkSwitch && adapter === "cisco-ios") process.stdout.write(ciscoBootstrap(networkSwitch));
  else if (router && adapter === "linux") {
    // First what may fail without having changed anything.
    const text = debianBootstrap(platform, router);
    const instances = router.instances.flatMap(({ id, tunnels }) => (tunnels.length > 0 ? id : []));
    try {
      const made = makeKeys({ device: name, instances, declared: declaration.keys.get(name) ?? {}, folder, replace });
      process.stdout.write(text);
      console.error(told({ platform, router, folder, made, replace }));
    } catch (error) {
      if (!(error instanceof KeysRefused)) throw error;
      console.error(`refused: ${error.message}`);
      process.exitCode = EXIT.refused;
    }
  } else throw new Error(`${name} has the adapter ${adapter}, for which there is no first access yet`);
}

interface Done {
  readonly platform: Platform;
  readonly router: RouterIntent;
  readonly folder: string;
  /** Instances that got new keys. */
  readonly made: readonly string[];
  readonly replace: boolean;
}

/** What was done, and what comes next, in its order. */
function told({ platform, router, folder, made, replace }: Done): string {
  const { name, serial } = router.device;
  const peers = [...new Set(router.instances.flatMap(({ tunnels }) => tunnels.flatMap(peersOf)))].sort();
  const where = router.site ? `sites/${router.site}.yaml (router.serial)` : "traeger.yaml (coupling.hubs)";
  const run = `${playbook(folder)} --limit`;
  const secret = encrypts()
    ? "encrypted by ansible-vault"
    : "files of yours alone, not encrypted: ANSIBLE_VAULT_PASSWORD_FILE";
  return [
    made.length === 0
      ? `${name}: all keys are there already, nothing was changed`
      : `${name}: ${replace ? "new keys" : "keys"} for ${made.join(" and ")}; the private ones are ${secret}`,
    "Next:",
    `1. The hardware's serial number into ${where}${serial ? `; there is ${serial}` : ""}. npm run generate, commit, with keys/${name}.yaml`,
    "2. What stands on standard output onto the empty device, there as root: sh <file>",
    ...(peers.length > 0
      ? [`3. Other ends of its tunnels; they take its new keys and no older ones:`, `   ${run} ${peers.join(":")}`]
      : []),
    `${peers.length > 0 ? 4 : 3}. The device itself:`,
    ...opened(platform, router),
    `   ${run} ${name}${byFirstContact(platform, router)}`,
  ].join("\n");
}

/** A hub calls nobody whom it does not know; elements of the set end by themselves. */
function opened({ network, access }: Platform, router: RouterIntent): string[] {
  const { address, jump } = firstContact(router, network);
  const hub = jump === undefined ? undefined : network.routers[jump];
  if (!hub || address !== undefined) return [];
  const way = `ssh ${access.user}@${firstContact(hub, network).address}`;
  return [`   ${way} "sudo nft add element inet plattform first-contact '{ ${SHOWN} timeout 1h }'"`];
}

/** The delivery, as it is called in the folder that one is in; only in the project's own Ansible finds `ansible.cfg` by itself. */
function playbook(folder: string): string {
  const config = shown(PROJECT) === "." ? "" : `ANSIBLE_CONFIG=${shown(join(PROJECT, "ansible.cfg"))} `;
  const inventory = shown(join(inventoryFolder(folder), "all.yaml"));
  return `${config}ansible-playbook -i ${inventory} ${shown(join(PROJECT, "playbooks/network.yml"))}`;
}

/** By which way Ansible reaches it this once. */
function byFirstContact({ network, access }: Platform, router: RouterIntent): string {
  const { address = SHOWN, jump } = firstContact(router, network);
  const hub = jump === undefined ? undefined : network.routers[jump];
  return hub
    ? ` -e router__first_contact=${address} -e router__first_jump=${access.user}@${firstContact(hub, network).address}`
    : "";
}

function peersOf({ peers }: TunnelIntent): string[] {
  return peers.map(({ device }) => device);
}
