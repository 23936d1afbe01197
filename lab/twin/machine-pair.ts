import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { debianBootstrap } from "../../render/bootstrap-debian.js";
import { cablesOf, plugIn } from "./faults.js";
import { each, start, until } from "./machine.js";
import { answered, BOOT, chosenPorts, quoted } from "./machine-parts.js";
import { type End, makeNamespaces } from "./namespace.js";
import { initOf, switchOff } from "./node.js";
import { switchOn, type VirtualMachine } from "./qemu.js";
import { inside, netns, netnsPath, type Run, sockets } from "./run.js";
import type { Shell, Twin } from "./twin.js";

/** Two namespaces beside the operators': where whoever sits at the consoles is, and where trunks end. */
const CONSOLE = "console";
const LOOSE = "loose";

/** A hub and a site's router with kernels of their own, on the operators' lines of a twin; their trunks lead nowhere. */
export interface MachinePair {
  /** The twin with the two in place of their nodes. All other nodes are off. */
  readonly twin: Twin;
  /** Inventory over the committed one, for `deliver`. */
  readonly overlay: string;
  /** Namespace that Ansible runs in. */
  readonly namespace: string;
  off(): Promise<void>;
}

/**
 * Empty Debians that get what `npm run bootstrap` prints, and a card more: a console with SSH in a network namespace of its
 * own, which no packet filter of the router guards, and which is no way for the router's packets.
 *
 * @param tree  name of a router → folder of its tree
 */
export async function machinePair(
  { twin, platform }: { readonly twin: Twin; readonly platform: Platform },
  routers: readonly RouterIntent[],
  tree: (name: string) => string,
): Promise<MachinePair> {
  const { run } = twin;
  makeNamespaces(run, [CONSOLE, LOOSE]);
  const ssh = await key(run, platform.access.user);
  for (const node of twin.topology.nodes) if (initOf(run, node.name) !== undefined) await switchOff(run, node);
  const seats = routers.map((router, index) => seatOf(twin, router, index));
  const machines = await Promise.all(seats.map((seat) => switchedOn(twin, platform, ssh, seat)));
  const shells = seats.map(({ router, far }) => [router.device.name, shellOf(run, ssh, far)] as const);
  const overlay = join(run.folder, "pair.json");
  const hosts = seats.map(({ router: { device }, far }) => [device.name, variables(ssh, far, tree(device.name))]);
  writeFileSync(overlay, JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }, null, 1));
  return {
    twin: { ...twin, instead: new Map(shells) },
    overlay,
    namespace: CONSOLE,
    off: () => each(machines, (machine) => machine.off()),
  };
}

/** Where a machine's cards lead to, and the two ends of its console. */
interface Seat {
  readonly router: RouterIntent;
  readonly cards: readonly End[];
  readonly near: string;
  readonly far: string;
}

function seatOf(twin: Twin, router: RouterIntent, index: number): Seat {
  const { name } = router.device;
  const cables = cablesOf(twin, name);
  const lines = router.uplinks.map(({ interface: line }) => cables.find(({ a }) => a.device === line)?.b);
  if (lines.some((line) => line === undefined)) throw new Error(`${name} has a line that the twin has not`);
  return {
    router,
    cards: [
      { namespace: LOOSE, device: `trunk-${index}` },
      ...(lines as End[]),
      { namespace: CONSOLE, device: `console-${index}` },
    ],
    near: `169.254.77.${4 * index + 1}`,
    far: `169.254.77.${4 * index + 2}`,
  };
}

async function switchedOn(twin: Twin, platform: Platform, ssh: Key, seat: Seat): Promise<VirtualMachine> {
  const { router, cards, near } = seat;
  const { name, serial } = router.device;
  const lines = cards.slice(1, -1);
  await each(lines, ({ namespace, device }) =>
    start("ip", ["-n", netns(twin.run, namespace), "link", "delete", device]),
  );
  const script = [
    `set -- ${chosenPorts(router).join(" ")}`,
    debianBootstrap(platform, router),
    consoleScript(ssh, seat),
  ].join("\n");
  const machine = await switchOn(twin.run, { name, cards, script, ...(serial ? { serial } : {}) });
  const { device: card } = cards.at(-1) as End;
  const ip = (...args: string[]) => start("ip", ["-n", netns(twin.run, CONSOLE), ...args]);
  await ip("address", "add", `${near}/30`, "dev", card);
  await ip("link", "set", card, "up");
  await plugIn(
    twin,
    cablesOf(twin, name).filter(({ b }) => lines.includes(b)),
  );
  await until(`${name} boots and has its console`, () => answered(machine.console(), READY), BOOT);
  return machine;
}

const READY = "the console is there";

/** The last card with an SSH of its own, in the network namespace that systemd makes for it. */
function consoleScript({ publicKey, user }: Key, { cards, far }: Seat): string {
  const card = `eth${cards.length - 1}`;
  return `echo '${publicKey}' >> /home/${user}/.ssh/authorized_keys
cat > /etc/systemd/system/console.service <<'UNIT'
[Service]
PrivateNetwork=yes
RuntimeDirectory=sshd
RuntimeDirectoryPreserve=yes
ExecStart=/usr/sbin/sshd -D -o PidFile=none
UNIT
systemctl daemon-reload && systemctl start console.service
pid=$(systemctl show --property MainPID --value console.service)
ip link set ${card} netns "$pid"
nsenter --net="/proc/$pid/ns/net" sh -c 'ip address add ${far}/30 dev ${card} && ip link set ${card} up'
echo "${READY}"
`;
}

/** The administrator's. */
interface Key {
  /** Settings of SSH with the private one. */
  readonly config: string;
  /** The declaration's account. */
  readonly user: string;
  readonly publicKey: string;
}

async function key(run: Run, user: string): Promise<Key> {
  const place = join(run.folder, "pair");
  for (const folder of [place, sockets(run)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  await start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "twin", "-f", join(place, "id")]);
  const config = join(place, "ssh.conf");
  const settings = [`IdentityFile ${join(place, "id")}`, `UserKnownHostsFile ${join(place, "known_hosts")}`];
  writeFileSync(
    config,
    ["Host *", ...settings, "StrictHostKeyChecking accept-new", "ConnectTimeout 60", ""].join("\n "),
  );
  return { config, user, publicKey: readFileSync(join(place, "id.pub"), "utf8").trim() };
}

/** Commands run in the namespace of process 1, which is the router's. */
const ROUTER = "nsenter --net=/proc/1/ns/net";

function shellOf(run: Run, { config, user }: Key, address: string): Shell {
  const settings = ["BatchMode=yes", "ControlMaster=auto", "ControlPersist=yes", "ServerAliveInterval=5"];
  const call = [
    ...["nsenter", `--net=${netnsPath(run, CONSOLE)}`, "ssh", "-F", config],
    ...[...settings, `ControlPath=${join(sockets(run), "%C")}`].flatMap((setting) => ["-o", setting]),
    `${user}@${address}`,
  ];
  return (command, input) => {
    const [program = "", ...args] = inside(run, [...call, `sudo -n ${ROUTER} ${command.map(quoted).join(" ")}`]);
    return start(program, args, input);
  };
}

function variables({ config, user }: Key, address: string, tree: string) {
  return {
    ansible_connection: "ansible.builtin.ssh",
    ansible_host: address,
    ansible_user: user,
    ansible_ssh_common_args: `-F ${config}`,
    ansible_timeout: 60,
    ansible_become_exe: `sudo -n ${ROUTER} sudo`,
    router__tree: tree,
  };
}
