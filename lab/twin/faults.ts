import { writeFileSync } from "node:fs";
import type { RouterIntent } from "../../model/intent.js";
import { deliverChanged } from "./configure.js";
import { pause, start } from "./machine.js";
import type { Cable } from "./namespace.js";
import { inNode } from "./node.js";
import type { Scene } from "./proof.js";
import { cgroup, inNamespace, netnsPath } from "./run.js";
import { rebooted, type Twin } from "./twin.js";

/** Something that breaks outside of what our roles configure, and is mended again. */
export interface Fault {
  readonly id: FaultId;
  /** What a reader of the report shall understand. */
  readonly title: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

export type FaultId =
  | "link-down"
  | "blackhole"
  | "loss"
  | "loss-up"
  | "flapping"
  | "hub-cut"
  | "hub-dead"
  | "all-down"
  | "reload"
  | "reboot";

/** Share of the packets that the operator loses. */
export const LOSS_PERCENT = 30;

/** A line that flaps: so often, and milliseconds without and with link. */
const FLAPS = { times: 5, downMs: 2000, upMs: 2000 } as const;

/** What may happen to a site. @param hub  the hub that the site prefers */
export function faultsOf(scene: Scene, site: RouterIntent, hub: RouterIntent): Fault[] {
  return [...lineFaults(scene.twin, site), ...hubFaults(scene.twin, hub), ...deviceFaults(scene, site)];
}

function lineFaults(twin: Twin, site: RouterIntent): Fault[] {
  const name = site.device.name;
  const main = primaryLine(site);
  const primary = primaryCables(twin, site);
  const lossy = (direction: Direction) => drops(twin, primary, direction, `numgen random mod 100 < ${LOSS_PERCENT} `);
  return [
    {
      id: "link-down",
      title: `${main.kind} line of ${name} loses its link`,
      begin: () => pull(twin, primary),
      end: () => plugIn(twin, primary),
    },
    {
      id: "blackhole",
      title: `${main.kind} line of ${name} carries nothing, link up`,
      ...drops(twin, primary, "both"),
    },
    { id: "loss", title: `${main.kind} line of ${name} loses ${LOSS_PERCENT} % towards the site`, ...lossy("to") },
    { id: "loss-up", title: `${main.kind} line of ${name} loses ${LOSS_PERCENT} % towards the hub`, ...lossy("from") },
    {
      id: "flapping",
      title: `${main.kind} line of ${name} loses its link ${FLAPS.times} times for ${FLAPS.downMs / 1000} s`,
      async begin() {
        for (let flap = 0; flap < FLAPS.times; flap++) {
          await pull(twin, primary);
          await pause(FLAPS.downMs);
          await plugIn(twin, primary);
          await pause(FLAPS.upMs);
        }
      },
      end: async () => undefined,
    },
    allDown(twin, site),
  ];
}

/** A site without any line. */
export function allDown(twin: Twin, { device: { name }, uplinks }: RouterIntent): Fault {
  const lines = cablesOf(twin, name).filter(({ a }) => uplinks.some((line) => line.interface === a.device));
  return {
    id: "all-down",
    title: `all lines of ${name} lose their links`,
    begin: () => pull(twin, lines),
    end: () => plugIn(twin, lines),
  };
}

function hubFaults(twin: Twin, { device: { name }, uplinks }: RouterIntent): Fault[] {
  const dead = cablesOf(twin, name);
  const cut = dead.filter(({ a }) => uplinks.some((line) => line.interface === a.device));
  return [
    {
      id: "hub-cut",
      title: `all lines of ${name} lose their links; it stays the data centre's gateway`,
      begin: () => pull(twin, cut),
      end: () => plugIn(twin, cut),
    },
    {
      id: "hub-dead",
      title: `${name} is dead: all its cables without link, its processes stopped`,
      async begin() {
        freeze(twin, name, true);
        await pull(twin, dead);
      },
      async end() {
        await plugIn(twin, dead);
        freeze(twin, name, false);
      },
    },
  ];
}

/** What happens to the router itself: a delivery with other rules, and a restart. */
function deviceFaults({ twin, platform, devices }: Scene, { device: { name } }: RouterIntent): Fault[] {
  const deliver = (change: (rules: string) => string) => deliverChanged(twin, platform, devices, name, change);
  return [
    {
      id: "reload",
      title: `${name} gets other rules by a delivery, and its own again`,
      begin: () => deliver((rules) => rules.replace(/\n\}\s*$/, "\n\n\tchain reload {\n\t}\n}\n")),
      end: () => deliver((rules) => rules),
    },
    {
      id: "reboot",
      title: `${name} reboots`,
      begin: () => inNode(twin.pids.get(name) ?? 0, ["systemctl", "reboot"]).catch(() => undefined),
      end: () => rebooted(twin, name),
    },
  ];
}

/** Packets that the operator swallows. */
export function drops(twin: Twin, cables: readonly Cable[], direction: Direction, share = "") {
  return {
    begin: () =>
      each(cables, ({ b }) =>
        inNamespace(twin.run, b.namespace, ["nft", "-f", "-"], dropping(b.device, direction, share)),
      ),
    end: () => each(cables, ({ b }) => inNamespace(twin.run, b.namespace, ["nft", "delete", "table", "inet", TABLE])),
  };
}

/** As the site sees it. */
type Direction = "to" | "from" | "both";

/** The line that the site uses as long as it can. */
export function primaryLine({ uplinks, device }: RouterIntent) {
  const line = uplinks.find(({ role }) => role === "primary") ?? uplinks[0];
  if (!line) throw new Error(`${device.name} has no line`);
  return line;
}

export function primaryCables(twin: Twin, site: RouterIntent): Cable[] {
  return cablesOf(twin, site.device.name).filter(({ a }) => a.device === primaryLine(site).interface);
}

export function cablesOf({ topology: { nodes, cables } }: Twin, node: string): Cable[] {
  const own = Object.values(nodes.find(({ name }) => name === node)?.instances ?? {});
  return cables.filter(({ a }) => own.includes(a.namespace));
}

const TABLE = "fault";

/** Before everything else in the operator's namespace; ARP and neighbour discovery go on, so the link looks well. */
function dropping(port: string, direction: Direction, share: string): string {
  const chain = (hook: string, match: string) =>
    `chain ${hook} { type filter hook ${hook} priority -300; ${NEIGHBOURS} accept; ${match} ${share}drop; }\n`;
  const from = direction === "to" ? "" : chain("prerouting", `iifname "${port}"`);
  const to = direction === "from" ? "" : chain("postrouting", `oifname "${port}"`);
  return `table inet ${TABLE} {\n${from}${to}}\n`;
}
const NEIGHBOURS = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert }";

/** The far end goes down, so that the router sees its carrier go. */
export function pull(twin: Twin, cables: readonly Cable[]): Promise<void> {
  return each(cables, ({ b }) => ip(twin, b.namespace, [`link set ${b.device} down`]));
}

/** With the link its owner's addresses and routes come back: the kernel has forgotten some of them. */
export function plugIn(twin: Twin, cables: readonly Cable[]): Promise<void> {
  return each(cables, ({ b }) => {
    const { lines = [] } = twin.topology.plain.find(({ name }) => name === b.namespace) ?? {};
    const own = lines.filter((line) => ` ${line} `.includes(` ${b.device} `));
    const again = own.map((line) => line.replace(/^(addr|route) add /, "$1 replace "));
    return ip(twin, b.namespace, [`link set ${b.device} up`, ...again]);
  });
}

function ip({ run }: Twin, namespace: string, lines: readonly string[]): Promise<unknown> {
  return start("nsenter", [`--net=${netnsPath(run, namespace)}`, "ip", "-batch", "-"], `${lines.join("\n")}\n`);
}

function freeze({ run }: Twin, node: string, on: boolean): void {
  writeFileSync(`${cgroup(run, `node-${node}`)}/cgroup.freeze`, on ? "1" : "0");
}

async function each(cables: readonly Cable[], work: (cable: Cable) => Promise<unknown>): Promise<void> {
  await Promise.all(cables.map(work));
}
