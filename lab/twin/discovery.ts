import { fileURLToPath } from "node:url";
import type { DiscoveryIntent, RouterIntent } from "../../model/intent.js";
import type { Host } from "./hosts.js";
import { start } from "./machine.js";
import type { Scene, Verdict } from "./proof.js";
import { inside, netnsPath } from "./run.js";

/** A type that no site declares: its questions pass, its answers must not. */
const UNDECLARED = "_ssh._tcp";
const SECONDS = 20;

/** One who asks and answers: an id that is a label of DNS, and the router's interface in its segment. */
export interface Listener {
  readonly id: string;
  readonly interface: string;
}

/**
 * All that may be heard, and must be: questions of those who look, answers of those who offer, in the other segments that
 * take part.
 */
export function audible({ seekers, providers, types }: DiscoveryIntent, hosts: readonly Listener[]): string[] {
  const taking = hosts.filter((one) => seekers.includes(one.interface) || providers.includes(one.interface));
  const found = new Set<string>();
  for (const asker of taking.filter((one) => seekers.includes(one.interface)))
    for (const type of [...types, UNDECLARED])
      for (const answerer of taking.filter((one) => one !== asker)) {
        found.add(`${answerer.id} hears ${asker.id} ask for ${type}`);
        if (!types.includes(type) || !providers.includes(answerer.interface)) continue;
        for (const listener of taking.filter((one) => one !== answerer))
          found.add(`${listener.id} hears ${answerer.id} answer ${asker.id} about ${type}`);
      }
  return [...found].sort();
}

export const askedTypes = ({ types }: DiscoveryIntent) => [...types, UNDECLARED];

/** That devices of a site are found across segments as declared, and by nobody else. */
export async function proveDiscovery({ twin, sites }: Scene): Promise<Verdict> {
  const site = sites.find((one) => reflectorOf(one));
  const discovery = site && reflectorOf(site);
  if (!site || !discovery)
    return { title: "discovery: no site of this twin declares any", lines: [], problems: [], json: {} };
  const hosts = twin.topology.hosts.filter(({ place, machine }) => place === site.site && machine === undefined);
  const listeners = hosts.map((host) => ({ id: host.zone, interface: interfaceOf(site, host), host }));
  const wanted = audible(discovery, listeners);
  const question = {
    seconds: SECONDS,
    types: askedTypes(discovery),
    wanted,
    hosts: Object.fromEntries(
      listeners.map(({ id, host }) => [id, { namespace: netnsPath(twin.run, host.namespace), address: host.ipv4 }]),
    ),
  };
  const script = fileURLToPath(new URL("probe/mdns.py", import.meta.url));
  const [program = "", ...args] = inside(twin.run, ["python3", script]);
  const { heard } = JSON.parse(await start(program, args, JSON.stringify(question))) as { heard: string[] };
  const problems = [
    ...wanted.flatMap((one) => (heard.includes(one) ? [] : [`not heard: ${one}`])),
    ...heard.flatMap((one) => (wanted.includes(one) ? [] : [`must not be heard: ${one}`])),
  ];
  return {
    title: `discovery: ${listeners.length} hosts of ${site.site} asked for ${question.types.length} types, ${heard.length} of ${wanted.length} messages heard across segments, ${problems.length} problems`,
    lines: [`from ${discovery.seekers.join(", ")} to ${discovery.providers.join(", ")}; IPv4`],
    problems,
    json: { heard, wanted },
  };
}

const reflectorOf = ({ instances }: RouterIntent) => instances.find(({ discovery }) => discovery)?.discovery;

function interfaceOf({ instances }: RouterIntent, { segment }: Host): string {
  const segments = instances.flatMap((instance) => instance.segments);
  return segments.find(({ ipv4 }) => ipv4 === segment)?.interface ?? "";
}
