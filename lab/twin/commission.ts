import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { RouterIntent } from "../../model/intent.js";
import { bare } from "../../model/net.js";
import { deliver, keysOf, overlayOf } from "./configure.js";
import { start } from "./machine.js";
import { inNode } from "./node.js";
import type { Scene } from "./proof.js";
import { inside, PROJECT } from "./run.js";

/** What whoever commissions a device in place of another one has at hand. */
export interface Bench {
  /** Folder for what is made on the way. */
  readonly place: string;
  /** A copy of the declaration, with the keys of the twin. */
  readonly declaration: string;
  /** Inventory over the committed one. */
  readonly overlay: string;
  /** Settings of SSH, with the administrator's key. */
  readonly ssh: string;
  /** Namespace of the administrator in the data centre. */
  readonly namespace: string;
  readonly firstContact: readonly string[];
  /** Instance → private key that the old device had. */
  readonly oldKeys: Readonly<Record<string, string>>;
}

/**
 * A copy of the declaration with the keys of the twin, and an administrator in the data centre with SSH.
 * @param tree  what the device shall be delivered
 * @param patience  seconds in which it answers a call
 */
export async function benchFor(
  { twin, platform, declaration: { folder } }: Scene,
  site: RouterIntent,
  tree: string,
  patience = 10,
): Promise<Bench> {
  const { run, topology } = twin;
  const { name } = site.device;
  const place = join(run.folder, "commission");
  const declaration = join(place, "declaration");
  rmSync(place, { recursive: true, force: true });
  for (const entry of readdirSync(folder).filter((one) => !one.startsWith(".")))
    cpSync(join(folder, entry), join(declaration, entry), { recursive: true });
  mkdirSync(join(declaration, "keys"), { recursive: true });
  for (const device of Object.keys(platform.network.routers))
    cpSync(join(keysOf(run), `${device}.yaml`), join(declaration, "keys", `${device}.yaml`));
  await start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "twin", "-f", join(place, "id")]);
  const publicKey = readFileSync(join(place, "id.pub"), "utf8").trim();
  const file = join(declaration, "traeger.yaml");
  const text = parseDocument(readFileSync(file, "utf8"));
  text.addIn(["access", "keys"], publicKey);
  writeFileSync(file, text.toString());
  const ssh = join(place, "ssh.conf");
  writeFileSync(
    ssh,
    `Host *\n IdentityFile ${join(place, "id")}\n StrictHostKeyChecking accept-new\n UserKnownHostsFile ${join(place, "known_hosts")}\n ConnectTimeout ${patience}\n`,
  );
  const hub = Object.values(platform.network.routers).find(({ role }) => role === "hub");
  const admin = topology.hosts.find(({ zone, machine }) => zone === "dc-management" && machine === undefined);
  const jump = managementOf(hub, "dc-management");
  if (!hub || !admin) throw new Error("no hub, or nobody in its management segment");
  // The hub's own SSH is there since it was commissioned; the twin's hubs get it now.
  await inNode(twin.pids.get(hub.device.name) ?? 0, ["sh", "-c", SSH_OF_HUB], publicKey);
  return {
    ...{ place, declaration, ssh },
    overlay: overlay(twin, site, { place, ssh, tree, patience }),
    namespace: admin.namespace,
    firstContact: ["-e", `router__first_contact=${lineAddress(site)}`, "-e", `router__first_jump=root@${jump}`],
    oldKeys: Object.fromEntries(
      site.instances.map(({ id }) => [id, readFileSync(join(keysOf(run), name, `${id}.key`), "utf8").trim()]),
    ),
  };
}

/** The real command, on the copy of the declaration. @returns the script for the empty device */
export async function bootstrap({ twin: { run } }: Scene, { declaration }: Bench, name: string): Promise<string> {
  const script = join(PROJECT, "scripts/bootstrap.ts");
  const options = ["--traeger", declaration, "--device", name, "--replace"];
  const store = `PLATTFORM_KEY_STORE=${keysOf(run)}`;
  const [program = "", ...args] = inside(run, ["env", store, process.execPath, "--import", "tsx", script, ...options]);
  const text = await start(program, args);
  cpSync(join(declaration, "keys", `${name}.yaml`), join(keysOf(run), `${name}.yaml`));
  return text;
}

/**
 * The playbook as the command says: first the hubs, which take the new keys, then the device through one of them.
 * @param minutes  until the device goes back by itself; default: the role's
 */
export async function firstDelivery(
  { twin, platform, devices }: Scene,
  bench: Bench,
  name: string,
  minutes?: number,
): Promise<void> {
  const { overlay, namespace, firstContact } = bench;
  const run = (args: readonly string[]) => deliver(twin, platform, devices, { args, overlay, namespace });
  await run(["--limit", "hubs"]);
  const time = minutes === undefined ? [] : ["-e", `router__minutes=${minutes}`];
  await run(["--limit", name, ...firstContact, ...time]);
}

/** IPv4 address of a router in its management segment. */
export function managementOf(router: RouterIntent | undefined, zone: string): string {
  const segment = router?.instances.flatMap(({ segments }) => segments).find((one) => one.zone === zone);
  return segment?.addresses.find((address) => !address.includes(":"))?.replace(/\/.*/, "") ?? "";
}

const SSH_OF_HUB =
  "mkdir -p -m 700 /root/.ssh && cat > /root/.ssh/authorized_keys && ssh-keygen -A && systemctl start ssh";

/** The router as in the committed inventory, by SSH with the declaration's account. The hubs are reached as ever. */
function overlay(
  twin: Scene["twin"],
  site: RouterIntent,
  { place, ssh, tree, patience }: Pick<Bench, "place" | "ssh"> & { readonly tree: string; readonly patience: number },
) {
  const { all } = overlayOf(twin);
  const { name } = site.device;
  const host = {
    ansible_connection: "ansible.builtin.ssh",
    ansible_ssh_common_args: `-F ${ssh}`,
    ansible_timeout: patience,
    router__tree: tree,
  };
  const file = join(place, "inventory.json");
  writeFileSync(file, JSON.stringify({ all: { ...all, hosts: { ...all.hosts, [name]: host } } }, null, 1));
  return file;
}

/** Address of the line by which the command says that the router is reached: the first that has a fixed one. */
function lineAddress({ uplinks, device }: RouterIntent): string {
  const line = uplinks.find(({ ipv4 }) => ipv4 !== undefined);
  if (!line?.ipv4) throw new Error(`${device.name} has no line with a fixed address`);
  return bare(line.ipv4.address);
}
