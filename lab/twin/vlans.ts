import { fileURLToPath } from "node:url";
import { type Frame, floodOf, framesInto, vlansOf } from "./frames.js";
import { each, start } from "./machine.js";
import type { Scene, Verdict } from "./proof.js";
import { inside, netnsPath } from "./run.js";
import type { SiteSwitches, SwitchPort } from "./switches.js";
import { withTesters } from "./testers.js";
import type { Twin } from "./twin.js";

const SCRIPT = fileURLToPath(new URL("probe/frames.py", import.meta.url));

/** What was sent into a site's switches, and what came out otherwise than declared. */
export interface FramesResult {
  readonly site: string;
  readonly ports: number;
  readonly frames: number;
  readonly arrived: number;
  /** Arrivals with a tag: what was captured on trunks. */
  readonly tagged: number;
  readonly problems: readonly string[];
}

/**
 * That frames go where the declared ports say and nowhere else: into every port of every switch of the twin, without a
 * tag and with each one, and captured at every port. Answers of DHCP and router advertisements pass from believed ports only.
 */
export async function proveVlans({ twin, progress }: Scene): Promise<Verdict> {
  const begin = performance.now();
  const found: FramesResult[] = [];
  progress(`frames into the switches of ${twin.topology.switches.length} sites`);
  await each(twin.topology.switches, async (site) =>
    found.push(await withTesters(twin, site, (ports) => tryFrames(twin, site, ports))),
  );
  found.sort((a, b) => (a.site < b.site ? -1 : 1));
  const switches = new Set(twin.topology.switches.flatMap(({ ports }) => ports.map((port) => port.switch)));
  const sum = (key: "ports" | "frames" | "arrived" | "tagged") => found.reduce((all, one) => all + one[key], 0);
  const problems = found.flatMap((one) => one.problems);
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  return {
    title: `vlans: ${sum("frames")} frames into ${sum("ports")} ports, ${sum("arrived")} arrivals, ${sum("tagged")} of them tagged, ${problems.length} problems, ${seconds} s`,
    lines: [
      `${switches.size} switches of ${found.length} sites; each has one port more than declared, to see what it lets in`,
    ],
    problems,
    json: found,
  };
}

/** Sends everything into every port. What was captured must be what was declared, no more and no less. */
export async function tryFrames(
  { run }: Twin,
  { site }: SiteSwitches,
  ports: readonly SwitchPort[],
): Promise<FramesResult> {
  const frames = framesInto(ports, vlansOf(ports));
  const expected = frames.map(floodOf(ports));
  const request = {
    ports: ports.flatMap(({ intent: { name: id }, far }) =>
      far ? { id, namespace: netnsPath(run, far.namespace), device: far.device } : [],
    ),
    frames: frames.map((frame, index) => ({ ...frame, expected: expected[index]?.length })),
  };
  const [program = "", ...args] = inside(run, ["python3", SCRIPT]);
  const { frames: found } = JSON.parse(await start(program, args, JSON.stringify(request))) as { frames: Frame[][] };
  const problems = frames.flatMap((frame, index) =>
    differences(site, ports, frame, expected[index] ?? [], found[index] ?? []),
  );
  const all = found.flat();
  const tagged = all.filter(({ tag }) => tag !== null).length;
  return { site, ports: ports.length, frames: frames.length, arrived: all.length, tagged, problems };
}

function differences(
  site: string,
  ports: readonly SwitchPort[],
  frame: Frame,
  expected: readonly Frame[],
  found: readonly Frame[],
): string[] {
  const key = ({ port, tag }: Frame) => `${port} ${tag}`;
  const [wanted, seen] = [expected, found].map((all) => all.map(key).sort()) as [string[], string[]];
  if (wanted.join() === seen.join()) return [];
  const named = ({ port, tag }: Frame) => {
    const { switch: device, front } = ports.find(({ intent }) => intent.name === port) as SwitchPort;
    return `${device} ${front} ${tag === null ? "untagged" : `VLAN ${tag}`}`;
  };
  const more = found.filter((one) => !wanted.includes(key(one))).map(named);
  const less = expected.filter((one) => !seen.includes(key(one))).map(named);
  const twice = more.length + less.length === 0 ? ["some more than once"] : [];
  const said = [
    ...(more.length > 0 ? [`came out at ${more.join(", ")}`] : []),
    ...(less.length > 0 ? [`did not come out at ${less.join(", ")}`] : []),
    ...twice,
  ];
  return [`${site}: ${frame.says ?? "a frame"} into ${named(frame)} ${said.join("; ")}`];
}
