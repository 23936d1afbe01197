import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { RouterIntent } from "../../model/intent.js";
import { SYSLOG } from "../../render/adapters/linux/rsyslog.js";
import { converged, parted } from "./converge.js";
import { allDown } from "./faults.js";
import { MachineError, start, until } from "./machine.js";
import { inNode } from "./node.js";
import type { Scene, Verdict } from "./proof.js";
import { netnsPath } from "./run.js";
import { SETTLE } from "./scene.js";
import type { Twin } from "./twin.js";

/** What tells of people's devices: a lease, a dropped packet, a MAC address. It must stay where it is. */
const PERSONAL = [
  ["dnsmasq-dhcp", "DHCPACK(seg-byod)"],
  ["avahi-daemon", "Invalid response packet from host"],
  ["kernel", "education forward: IN=seg-byod OUT=wan-1 SRC=192.0.2.7"],
  ["kernel", "IPv6: duplicate address used by 02:00:5e:00:53:01"],
] as const;
const OWN = ["plattform", "says"] as const;
/** Messages that are said without any line, the sender's restart between them. */
const KEPT = 20;
/** Seconds until all have come: a sender asks again after ten (render/adapters/linux/rsyslog.ts). */
const PATIENCE = 120;

/**
 * That what routers say arrives at the central monitoring: at once, and after all lines were down, too, though the monitoring
 * began anew and the sender as well; and that what tells of people's devices does not.
 */
export async function proveLogs(scene: Scene): Promise<Verdict> {
  const { twin, sites, platform, progress } = scene;
  const routers = Object.values(platform.network.routers).filter(
    ({ device, logServers }) => twin.pids.has(device.name) && logServers.length > 0,
  );
  const [server] = routers.flatMap(({ logServers }) => logServers);
  if (server === undefined) return { title: "logs: nobody takes messages", lines: [], problems: [], json: {} };
  const nonce = randomBytes(6).toString("hex");
  const names = routers.map(({ device }) => device.name);
  const words = names.map((name) => `up.${nonce}.${name}.`);
  const before = await monitoring(twin, server, words);
  progress(`messages of ${names.join(", ")} to ${server}`);
  for (const name of names) {
    for (const how of PERSONAL) await say(twin, name, how, `personal.${nonce}.${name}.`);
    await say(twin, name, OWN, `up.${nonce}.${name}.`);
  }
  const first = await before.end;
  const [cut] = sites.filter(({ device }) => names.includes(device.name));
  const kept = cut ? Array.from({ length: KEPT }, (_, turn) => `kept-${turn}.${nonce}.${cut.device.name}.`) : [];
  const later = cut ? await outage(scene, cut, server, kept) : [];
  const heard = [...first, ...later].join("\n");
  const wanted = [...words, ...kept];
  const missing = wanted.filter((word) => !heard.includes(word));
  const told = names.filter((name) => heard.includes(`personal.${nonce}.${name}.`));
  const problems = [
    ...missing.map((word) => `did not arrive: ${word.replace(`.${nonce}.`, " of ").slice(0, -1)}`),
    ...told.map((name) => `must stay on ${name}: what tells of a person's device`),
  ];
  return {
    title: `logs: ${wanted.length - missing.length} of ${wanted.length} messages of ${names.length} routers at ${server}, ${PERSONAL.length * names.length} kept from it, ${problems.length} problems`,
    lines: cut
      ? [`${KEPT} of them were said by ${cut.device.name} while all its lines were down; it restarted rsyslog`]
      : [],
    problems,
    json: { server, names, wanted: wanted.length },
  };
}

/** A site says all words without any line. @returns what the monitoring heard afterwards */
async function outage(
  { twin, progress }: Scene,
  site: RouterIntent,
  server: string,
  words: readonly string[],
): Promise<readonly string[]> {
  const { name } = site.device;
  const fault = allDown(twin, site);
  progress(`${name} has no line, and goes on talking`);
  await fault.begin();
  try {
    for (const { interface: line } of site.uplinks) await parted(twin, site, line, SETTLE);
    for (const [turn, word] of words.entries()) {
      if (turn === words.length / 2)
        await inNode(twin.pids.get(name) ?? 0, ["systemctl", "restart", "plattform-rsyslog@education"]);
      await say(twin, name, OWN, word);
    }
  } finally {
    await fault.end();
  }
  const { end } = await monitoring(twin, server, words);
  await converged(twin, [site], SETTLE);
  return end;
}

function say({ pids }: Twin, device: string, [tag, text]: readonly [string, string], word: string): Promise<string> {
  return inNode(pids.get(device) ?? 0, ["logger", "-t", tag, "--", `${text} ${word}`]);
}

/** Takes messages until all words have come. @throws MachineError where it cannot listen */
async function monitoring({ run, topology }: Twin, server: string, words: readonly string[]) {
  const host = topology.hosts.find(({ ipv4 }) => ipv4 === server);
  if (!host) throw new MachineError(`nobody in this twin has the address ${server} of the monitoring`);
  const heard: string[] = [];
  const script = fileURLToPath(new URL("probe/syslog.py", import.meta.url));
  const at = [`--net=${netnsPath(run, host.namespace)}`, "python3", script, server, `${SYSLOG}`, `${PATIENCE}`];
  const listening = start("nsenter", [...at, ...words], "", (line) => heard.push(line));
  const end = listening.then((): readonly string[] => heard);
  // Who waits for it is told; until then nobody does.
  end.catch(() => undefined);
  await Promise.race([listening, until("the monitoring listens", () => heard.includes("listening") || undefined)]);
  return { end };
}
