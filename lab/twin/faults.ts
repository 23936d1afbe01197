import { writeFileSync } from "node:fs";
import type { RouterIntent } from "../../model/intent.js";
import { start } from "./machine.js";
import type { Cable } from "./namespace.js";
import { cgroup, inNamespace, netnsPath } from "./run.js";
import type { Twin } from "./twin.js";

/** Something that breaks outside of what our roles configure, and is mended again. */
export interface Fault {
  readonly id: "link-down" | "blackhole" | "loss" | "hub-dead" | "all-down";
  /** What a reader of the report shall understand. */
  readonly title: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Share of the packets towards the site that the operator loses. */
export const LOSS_PERCENT = 30;

/** What may happen to a site. @param hub  the hub that the site prefers */
export function faultsOf(twin: Twin, site: RouterIntent, hub: RouterIntent): Fault[] {
  const name = site.device.name;
  const main = primaryLine(site);
  const lines = cablesOf(twin, name).filter(({ a }) => site.uplinks.some((line) => line.interface === a.device));
  const primary = lines.filter(({ a }) => a.device === main.interface);
  const dead = cablesOf(twin, hub.device.name);
  const drops = (direction: "to" | "both", share = "") => ({
    begin: () =>
      each(primary, ({ b }) =>
        inNamespace(twin.run, b.namespace, ["nft", "-f", "-"], dropping(b.device, direction, share)),
      ),
    end: () => each(primary, ({ b }) => inNamespace(twin.run, b.namespace, ["nft", "delete", "table", "inet", TABLE])),
  });
  return [
    {
      id: "link-down",
      title: `${main.kind} line of ${name} loses its link`,
      begin: () => pull(twin, primary),
      end: () => plugIn(twin, primary),
    },
    { id: "blackhole", title: `${main.kind} line of ${name} carries nothing, link up`, ...drops("both") },
    {
      id: "loss",
      title: `${main.kind} line of ${name} loses ${LOSS_PERCENT} % towards the site`,
      ...drops("to", `numgen random mod 100 < ${LOSS_PERCENT} `),
    },
    {
      id: "hub-dead",
      title: `${hub.device.name} is dead: all its cables without link, its processes stopped`,
      async begin() {
        freeze(twin, hub.device.name, true);
        await pull(twin, dead);
      },
      async end() {
        await plugIn(twin, dead);
        freeze(twin, hub.device.name, false);
      },
    },
    {
      id: "all-down",
      title: `all lines of ${name} lose their links`,
      begin: () => pull(twin, lines),
      end: () => plugIn(twin, lines),
    },
  ];
}

/** The line that the site uses as long as it can. */
export function primaryLine({ uplinks, device }: RouterIntent) {
  const line = uplinks.find(({ role }) => role === "primary") ?? uplinks[0];
  if (!line) throw new Error(`${device.name} has no line`);
  return line;
}

function cablesOf({ topology: { nodes, cables } }: Twin, node: string): Cable[] {
  const own = Object.values(nodes.find(({ name }) => name === node)?.instances ?? {});
  return cables.filter(({ a }) => own.includes(a.namespace));
}

const TABLE = "fault";

/** Before everything else in the operator's namespace; ARP and neighbour discovery go on, so the link looks well. */
function dropping(port: string, direction: "to" | "both", share: string): string {
  const chain = (hook: string, match: string) =>
    `chain ${hook} { type filter hook ${hook} priority -300; ${NEIGHBOURS} accept; ${match} ${share}drop; }\n`;
  const from = direction === "both" ? chain("prerouting", `iifname "${port}"`) : "";
  return `table inet ${TABLE} {\n${from}${chain("postrouting", `oifname "${port}"`)}}\n`;
}
const NEIGHBOURS = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert }";

/** The far end goes down, so that the router sees its carrier go. */
function pull(twin: Twin, cables: readonly Cable[]): Promise<void> {
  return each(cables, ({ b }) => ip(twin, b.namespace, [`link set ${b.device} down`]));
}

/** With the link its owner's addresses and routes come back: the kernel has forgotten some of them. */
function plugIn(twin: Twin, cables: readonly Cable[]): Promise<void> {
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
