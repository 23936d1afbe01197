import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { SYSLOG } from "../../render/adapters/linux/rsyslog.js";
import { converged } from "./converge.js";
import { allDown } from "./faults.js";
import { MachineError, start, until } from "./machine.js";
import { inNode } from "./node.js";
import type { Scene, Verdict } from "./proof.js";
import { netnsPath } from "./run.js";
import { SETTLE } from "./scene.js";

/** A message of people's devices: it must stay where it is. */
const PERSONAL = ["-t", "dnsmasq-dhcp", "--"];
const OWN = ["-t", "plattform", "--"];
/** Seconds until all have come: a sender asks again after ten (render/adapters/linux/rsyslog.ts). */
const PATIENCE = 120;

/**
 * That what a router says arrives at the central monitoring: at once, and after all its lines were down, too; and that what
 * tells of people's devices does not.
 */
export async function proveLogs({ twin, sites, platform, progress }: Scene): Promise<Verdict> {
  const routers = Object.values(platform.network.routers).filter(
    ({ device, logServers }) => twin.pids.has(device.name) && logServers.length > 0,
  );
  const [server] = routers.flatMap(({ logServers }) => logServers);
  if (server === undefined) return { title: "logs: nobody takes messages", lines: [], problems: [], json: {} };
  const host = twin.topology.hosts.find(({ ipv4 }) => ipv4 === server);
  if (!host) throw new MachineError(`nobody in this twin has the address ${server} of the monitoring`);
  const nonce = randomBytes(6).toString("hex");
  const word = (device: string, turn: string) => `${turn}.${nonce}.${device}.`;
  const say = (device: string, how: readonly string[], text: string) =>
    inNode(twin.pids.get(device) ?? 0, ["logger", ...how, text]);
  const names = routers.map(({ device }) => device.name);
  const [cut] = sites.filter(({ device }) => names.includes(device.name));
  const wanted = [...names.map((name) => word(name, "up")), ...(cut ? [word(cut.device.name, "kept")] : [])];

  const heard: string[] = [];
  const script = fileURLToPath(new URL("probe/syslog.py", import.meta.url));
  const at = [`--net=${netnsPath(twin.run, host.namespace)}`, "python3", script, server, `${SYSLOG}`, `${PATIENCE}`];
  const listening = start("nsenter", [...at, ...wanted], "", (line) => heard.push(line));
  const has = (text: string) => heard.some((line) => line.includes(text));
  await until("the monitoring listens", () => has("listening") || undefined);

  progress(`messages of ${names.join(", ")} to ${server}`);
  for (const name of names) {
    await say(name, PERSONAL, word(name, "personal"));
    await say(name, OWN, word(name, "up"));
  }
  const arrived = names.map((name) => until(name, () => has(word(name, "up")) || undefined, PATIENCE));
  // Who does not is named below.
  await Promise.allSettled(arrived);
  if (cut) {
    progress(`${cut.device.name} has no line, and goes on talking`);
    const fault = allDown(twin, cut);
    await fault.begin();
    await say(cut.device.name, OWN, word(cut.device.name, "kept"));
    await fault.end();
    await converged(twin, [cut], SETTLE);
  }
  await listening;
  const problems = [
    ...wanted.flatMap((text) => (has(text) ? [] : [`did not arrive: ${described(text, nonce)}`])),
    ...names.flatMap((name) => (has(word(name, "personal")) ? [`must stay on ${name}: lease of a device`] : [])),
  ];
  return {
    title: `logs: ${wanted.length - problems.length} of ${wanted.length} messages of ${names.length} routers at ${host.machine}, ${problems.length} problems`,
    lines: cut ? [`one of them was said by ${cut.device.name} while all its lines were down`] : [],
    problems,
    json: { server, names, wanted: wanted.length },
  };
}

const described = (text: string, nonce: string) => text.replace(`.${nonce}.`, " of ").slice(0, -1);
