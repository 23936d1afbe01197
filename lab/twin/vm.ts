import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RouterIntent } from "../../model/intent.js";
import { type Bench, benchFor, bootstrap, firstDelivery, managementOf } from "./commission.js";
import { changedBy, deliver } from "./configure.js";
import { converged } from "./converge.js";
import { scenario } from "./failover.js";
import { cablesOf, type Fault, plugIn, primaryLine } from "./faults.js";
import { filesOf } from "./files.js";
import { flowsOf } from "./flows.js";
import { fullLine } from "./full-line.js";
import { kernelLinks } from "./kernel-links.js";
import { each, start, until } from "./machine.js";
import {
  answered,
  BOOT,
  chosenPorts,
  inParts,
  MINUTES,
  type Part,
  quoted,
  type Result,
  SETTLE,
} from "./machine-parts.js";
import { matrix } from "./matrix.js";
import type { End } from "./namespace.js";
import { disturbance } from "./netem.js";
import { switchOff } from "./node.js";
import { forwarding, tell } from "./openvswitch.js";
import { failoverLines } from "./outage.js";
import { pairsAt } from "./pairs.js";
import type { Scene, Verdict } from "./proof.js";
import { DISK, switchOn, type VirtualMachine } from "./qemu.js";
import { inside, netns, netnsPath, sockets } from "./run.js";
import { onDevice, type Shell, type Twin } from "./twin.js";

/** Seconds until SSH answers. */
const PATIENCE = 60;
/** What it can answer at a time: probes of the matrix, packets a second and flow. */
const PACE = { seconds: 3, batch: 1000 } as const;
const RATE = 15;

/**
 * The router of the first site becomes a virtual machine with a kernel of its own, on the same cables: an empty Debian,
 * which gets what `npm run bootstrap` prints, and the committed tree, `link-layer` included, by the playbook over SSH.
 * So 802.1Q, WireGuard and DHCP are those of a real router. It stays in the node's place: this proof is the last one.
 */
export async function proveMachine(before: Scene): Promise<Verdict> {
  if (!existsSync(DISK)) throw new Error("there is no machine: run `npm run setup -- twin-vm`, which says why");
  const [site] = before.sites;
  if (!site) throw new Error("no site has a router");
  const { name, serial } = site.device;
  const ports = portsOf(before.twin, site);
  const bench = await benchFor(before, site, join(before.devices, name), PATIENCE);
  const script = `set -- ${chosenPorts(site).join(" ")}\n${await bootstrap(before, bench, name)}`;
  await takeAway(before.twin, name, ports);
  const begin = performance.now();
  const cards = [ports.trunk, ...ports.lines];
  const machine = await switchOn(before.twin.run, { name, cards, script, ...(serial ? { serial } : {}) });
  const scene = { ...before, twin: instead(before, site, bench) };
  const subject: Subject = { scene, site, machine, bench, ports };
  const results = await inParts(subject, PARTS, `${name} as a virtual machine`, scene.progress);
  await machine.off();
  const problems = results.flatMap((one) => one.problems);
  const seconds = Math.round((performance.now() - begin) / 1000);
  return {
    title: `vm: ${name} is a virtual machine with 802.1Q, WireGuard and DHCP of its own; ${results.length} of ${PARTS.length} parts, ${problems.length} problems, ${seconds} s`,
    lines: results.flatMap(({ lines }) => lines),
    problems,
    json: results.map(({ json }) => json),
  };
}

/** What the parts of the proof work on. */
interface Subject {
  readonly scene: Scene;
  readonly site: RouterIntent;
  readonly machine: VirtualMachine;
  readonly bench: Bench;
  readonly ports: Ports;
}

/** In this order; each leaves the site converged. */
const PARTS: readonly Part<Subject>[] = [
  ["boots", boots],
  ["is delivered", delivered],
  ["has the committed files", sameFiles],
  ["has links of its kernel", ownLinks],
  ["lets through what it shall", everybody],
  ["loses its first line", lineDown],
  ["bears delay and loss", disturbed],
  ["orders what leaves on a full line", ({ scene, site }) => fullLine(scene, site)],
  ["reboots", reboots],
];

/** Where the cables of a router lead to. */
interface Ports {
  /** The switch's port, and what the switch was told of it: it does not take up an interface again that was gone. */
  readonly trunk: End & { readonly commands: readonly string[] };
  /** Each line's operator. */
  readonly lines: readonly End[];
}

/** @throws Error where the site has something that the twin cannot offer to a machine */
function portsOf({ topology }: Twin, { device: { name: router }, site, uplinks }: RouterIntent): Ports {
  const { name = "", ports = [], commands = [] } = topology.switches.find((one) => one.site === site) ?? {};
  const trunk = ports.find(({ intent }) => intent.mode === "trunk" && intent.description === router);
  if (!trunk) throw new Error(`${router} has no trunk to a declared switch: choose another site`);
  if (uplinks.some(({ handover }) => handover === "pppoe"))
    throw new Error(`${router} has a line with PPPoE, which no operator of the twin speaks: choose another site`);
  const device = trunk.intent.name;
  return {
    trunk: { namespace: name, device, commands: commands.filter((command) => command.split(" ")[2] === device) },
    lines: uplinks.flatMap(({ interface: line }) =>
      topology.cables.flatMap(({ a, b }) => (a.namespace === router && a.device === line ? b : [])),
    ),
  };
}

/** The node is gone, and so are its cables: the machine brings the far ends itself. */
async function takeAway(twin: Twin, name: string, { trunk }: Ports): Promise<void> {
  const node = twin.topology.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`${name} is not in the twin`);
  await switchOff(twin.run, node);
  await tell(twin, trunk.namespace, [`del-port ${trunk.device}`]);
  await each([trunk, ...cablesOf(twin, name).map(({ b }) => b)], ({ namespace, device }) =>
    start("ip", ["-n", netns(twin.run, namespace), "link", "delete", device]),
  );
}

/** The twin with the machine, which is reached as every router is: by SSH from the data centre through its tunnels. */
function instead({ twin, platform }: Scene, site: RouterIntent, { ssh, namespace }: Bench): Twin {
  const { run } = twin;
  const settings = ["BatchMode=yes", "ControlMaster=auto", "ControlPersist=yes", "ServerAliveInterval=5"];
  const call = [
    ...["nsenter", `--net=${netnsPath(run, namespace)}`, "ssh", "-F", ssh],
    ...[...settings, `ControlPath=${join(sockets(run), "ssh")}`].flatMap((setting) => ["-o", setting]),
    `${platform.access.user}@${managementOf(site, "management")}`,
  ];
  const shell: Shell = (command, input) => {
    const [program = "", ...args] = inside(run, [...call, ["sudo", "-n", ...command].map(quoted).join(" ")]);
    return start(program, args, input);
  };
  return { ...twin, instead: new Map([[site.device.name, shell]]) };
}

async function boots({ scene: { twin }, site: { device }, machine, ports }: Subject): Promise<Result> {
  const { namespace, device: trunk, commands } = ports.trunk;
  await start("ip", ["-n", netns(twin.run, namespace), "link", "set", trunk, "up"]);
  await tell(twin, namespace, commands);
  await plugIn(
    twin,
    cablesOf(twin, device.name).filter(({ b }) => ports.lines.includes(b)),
  );
  await until(
    `${device.name} boots and has its first access`,
    () => answered(machine.console(), "can be delivered to"),
    BOOT,
  );
  return { lines: ["booted from an empty disk; the script of `npm run bootstrap` ran"], problems: [], json: {} };
}

async function delivered(subject: Subject): Promise<Result> {
  const { scene, site, bench, ports } = subject;
  await firstDelivery(scene, bench, site.device.name, MINUTES);
  await converged(scene.twin, [site], SETTLE);
  await forwarding(scene.twin, ports.trunk.namespace, [ports.trunk.device]);
  const tunnels = site.instances.reduce((sum, one) => sum + one.tunnels.length, 0);
  return {
    lines: [`delivered by SSH through a hub, committed tree; all ${tunnels} tunnels have BGP and BFD`],
    problems: await differs(subject, "right after its delivery"),
    json: { tunnels },
  };
}

/** @param when  is said where a run would change something */
async function differs({ scene: { twin, platform, devices }, site, bench }: Subject, when: string): Promise<string[]> {
  const { overlay, namespace } = bench;
  const args = ["--limit", site.device.name, "--check"];
  const found = changedBy(await deliver(twin, platform, devices, { args, overlay, namespace }));
  return found.map((name) => `${name} does not run its tree ${when}`);
}

async function sameFiles({ scene: { twin, devices }, site: { device } }: Subject): Promise<Result> {
  const found = await filesOf(twin, join(devices, device.name), device.name);
  const differing = [...found.differing, ...(found.other ? ["link-layer"] : [])];
  return {
    lines: [`files: ${found.equal} are the committed ones, link-layer included; ${differing.length} are not`],
    problems: differing.map((file) => `${file} is not the committed one`),
    json: found,
  };
}

async function ownLinks({ scene: { twin, devices }, site: { device } }: Subject): Promise<Result> {
  const found = await kernelLinks(twin, device.name, join(devices, device.name, "link-layer"));
  const { kernel, vlans, tunnels, problems } = found;
  return {
    lines: [`links: ${vlans} by 802.1Q and ${tunnels} by WireGuard of kernel ${kernel}, none in user space`],
    problems,
    json: found,
  };
}

async function everybody({ scene: { twin, platform, expected }, site }: Subject): Promise<Result> {
  const pairs = pairsAt(twin.topology.hosts, platform, site.site);
  const found = await matrix(twin, platform, expected, pairs, PACE);
  return {
    lines: [
      `matrix: ${pairs.length} pairs of hosts, ${found.probes} probes, ${found.reached} reached, ${found.violations.length} violations`,
    ],
    problems: found.violations.map(
      ({ from, to, family, protocol, port }) =>
        `${from} → ${to} IPv${family} ${protocol}/${port}: not as the flow tables say`,
    ),
    json: found,
  };
}

async function lineDown({ scene: { twin, platform, expected }, site, machine }: Subject): Promise<Result> {
  const line = primaryLine(site);
  const card = 1 + site.uplinks.indexOf(line);
  const fault: Fault = {
    id: "link-down",
    title: `${line.kind} line of ${site.device.name} loses its link`,
    begin: () => machine.setLink(card, false),
    end: () => machine.setLink(card, true),
  };
  const found = await scenario(twin, site, fault, flowsOf(twin, platform, expected, site), RATE);
  return { lines: failoverLines(found), problems: found.problems, json: found };
}

async function disturbed({ scene, site }: Subject): Promise<Result> {
  await converged(scene.twin, [site], SETTLE);
  return disturbance(scene, site);
}

/** All comes back by itself, and is what was delivered. */
async function reboots(subject: Subject): Promise<Result> {
  const { twin, devices } = subject.scene;
  const { site } = subject;
  const { name } = site.device;
  const bootId = () => onDevice(twin, name, ["cat", "/proc/sys/kernel/random/boot_id"]);
  const before = await bootId();
  await onDevice(twin, name, ["systemctl", "reboot"]).catch(() => undefined);
  await until(
    `${name} reboots`,
    () =>
      bootId().then(
        (now) => (now === before ? undefined : true),
        () => undefined,
      ),
    BOOT,
  );
  await converged(twin, [site], SETTLE);
  const { kernel, problems } = await kernelLinks(twin, name, join(devices, name, "link-layer"));
  return {
    lines: [`reboot: all tunnels, and all that was delivered, are back by themselves`],
    problems: [...problems, ...(await differs(subject, "after a reboot"))],
    json: { kernel },
  };
}
