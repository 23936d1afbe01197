import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { contains, parsePrefix } from "../../model/net.js";
import { changedBy, deliverChanged } from "./configure.js";
import { MachineError, until } from "./machine.js";
import { inNode } from "./node.js";
import type { Scene, Verdict } from "./proof.js";

/** Minutes that the device waits for the confirmation here: enough for a crowded machine to see what goes on. */
const MINUTES = 0.5;

/** The rules that let administrators in: without them nobody gets in. */
const DOOR = /^.*tcp dport 22 accept.*\n/gm;

/**
 * That a delivery which would cut off the device takes itself back. As it is in the field: Ansible at the data centre,
 * by SSH, through the tunnel; the changed rules let SSH in from nowhere.
 */
export async function proveLockout({ twin, platform, sites, devices, progress }: Scene): Promise<Verdict> {
  const [site] = sites;
  if (!site) throw new Error("no site has a router");
  const { name } = site.device;
  const from = administrator(twin.topology.hosts, site.administration, site.site ?? "");
  const node = (command: string, input = "") => inNode(twin.pids.get(name) ?? 0, ["sh", "-c", command], input);
  const key = join(twin.run.folder, "ssh");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  await node(OPEN, readFileSync(`${key}.pub`, "utf8"));
  const variables = {
    ansible_connection: "ssh",
    ansible_user: "root",
    ansible_ssh_private_key_file: key,
    ansible_ssh_common_args:
      "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5 -o ControlPath=none",
    router__minutes: MINUTES,
  };
  const deliver = (change: (text: string) => string, args: readonly string[] = []) =>
    deliverChanged(twin, platform, devices, name, change, { variables, namespace: from, args });
  progress(`${name} by SSH from ${from}`);
  const before = changedBy(await deliver((text) => text, ["--check"]));
  const begin = performance.now();
  const refused = await deliver(locked).then(
    () => undefined,
    ({ message }: Error) => message,
  );
  progress(`${name} is cut off`);
  await until(
    `${name} goes back`,
    async () => (await node(LOG)).includes("rolled back") || undefined,
    MINUTES * 60 + 60,
  );
  const seconds = Math.round((performance.now() - begin) / 1000);
  const after = changedBy(await deliver((text) => text, ["--check"]));
  await node(CLOSE);
  const problems = [
    ...(before.length > 0 ? [`${name} did not run its tree before`] : []),
    ...(refused === undefined ? ["the delivery was confirmed: it did not cut off the device"] : []),
    ...(refused && !refused.includes("not confirmed") ? [`the delivery failed otherwise: ${refused}`] : []),
    ...(after.length > 0 ? [`${name} does not run its tree afterwards`] : []),
  ];
  return {
    title: `lock-out: ${name} was cut off by a delivery and ${problems.length === 0 ? "is" : "is NOT"} itself again after ${seconds} s`,
    lines: [`by SSH from ${from} through the tunnel; rules without SSH; ${MINUTES * 60} s to confirm`],
    problems,
    json: { device: name, from, seconds },
  };
}

/** @throws MachineError where there was no way in: cutting it off would prove nothing */
function locked(rules: string): string {
  const without = rules.replace(DOOR, "");
  if (without === rules) throw new MachineError("no rule lets administrators in");
  return without;
}

/** A host of the data centres that may administer the device. */
function administrator(hosts: Scene["twin"]["topology"]["hosts"], prefixes: readonly string[], site: string): string {
  const ranges = prefixes.filter((prefix) => !prefix.includes(":")).map((prefix) => parsePrefix(prefix));
  const host = hosts.find(
    ({ place, ipv4 }) => place !== site && ranges.some((range) => contains(range, parsePrefix(`${ipv4}/32`))),
  );
  if (!host) throw new MachineError(`nobody at the data centres stands in ${prefixes.join(", ")}`);
  return host.namespace;
}

/** What `npm run bootstrap` leaves on a new device, as far as a proof needs it; and away with it. */
const OPEN = `mkdir -p -m 700 /root/.ssh && cat > /root/.ssh/authorized_keys && ssh-keygen -A && mkdir -p /run/sshd
  rm -f /var/lib/plattform/log; systemctl start ssh`;
const CLOSE = "systemctl stop ssh; rm -rf /root/.ssh";
const LOG = "cat /var/lib/plattform/log 2>/dev/null || true";
