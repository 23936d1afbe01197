import { fileURLToPath } from "node:url";
import type { RouterIntent } from "../../model/intent.js";
import type { Host } from "./hosts.js";
import { MachineError, start } from "./machine.js";
import type { Scene, Verdict } from "./proof.js";
import { inNamespace, inside, netnsPath } from "./run.js";
import { instanceNamespace } from "./topology.js";
import type { Twin } from "./twin.js";

/** Time that an advertisement of a router may take that must come. */
const SECONDS = 20;

/** Stands for the router, whose own one nobody needs to know: its MAC is in every answer of ARP. */
const ROUTER = "fe80::1";

/**
 * Where a segment has no IPv6, somebody sets an address, a neighbour and a route by hand, so that packets do come to the
 * router, which neither advertises itself there nor answers to neighbour discovery.
 */
export async function routesByHand({ run, topology }: Twin, sites: readonly RouterIntent[]): Promise<void> {
  for (const { device, site, instances } of sites)
    for (const { namespace, segment } of topology.hosts.filter(({ place, byHand }) => place === site && byHand)) {
      const ends = instances.flatMap(({ id, segments }) =>
        segments.filter(({ ipv4 }) => ipv4 === segment).map((it) => ({ id, device: it.interface })),
      );
      const [end] = ends;
      if (!end) throw new MachineError(`${namespace} stands in no segment of ${device.name}`);
      const link = await inNamespace(run, instanceNamespace(device.name, end.id), [
        "ip",
        "-o",
        "link",
        "show",
        end.device,
      ]);
      const [, mac = ""] = link.match(/link\/ether (\S+)/) ?? [];
      const neighbour = ["neighbour", "replace", ROUTER, "lladdr", mac, "dev", "eth0", "nud", "permanent"];
      await inNamespace(run, namespace, ["ip", "-6", ...neighbour]);
      await inNamespace(run, namespace, ["ip", "-6", "route", "replace", "::/0", "via", ROUTER, "dev", "eth0"]);
    }
}

/** That no router is advertised in a segment without IPv6. What is sent from there all the same, the matrix asks. */
export async function proveIpv6Off({ twin, sites, progress }: Scene): Promise<Verdict> {
  const places = sites.map(({ site }) => site);
  const hosts = twin.topology.hosts.filter(({ place, machine }) => machine === undefined && places.includes(place));
  const off = hosts.filter(({ byHand }) => byHand);
  if (off.length === 0)
    return { title: "ipv6-off: every segment of this twin has IPv6", lines: [], problems: [], json: {} };
  progress(`routers are looked for in ${hosts.length} segments`);
  const advertised = await advertisements(twin, hosts);
  const problems = hosts.flatMap(({ namespace, ipv6 }) => {
    const heard = advertised[namespace] ?? false;
    if (heard === (ipv6 !== undefined)) return [];
    return [heard ? `${namespace}: a router is advertised` : `${namespace}: no router is advertised, one must be`];
  });
  const heard = Object.values(advertised).filter(Boolean).length;
  return {
    title: `ipv6-off: routers are advertised in ${heard} of ${hosts.length - off.length} segments with IPv6, ${problems.length} problems`,
    lines: [`without IPv6: ${off.map(({ namespace }) => namespace).join(", ")}`],
    problems,
    json: advertised,
  };
}

/** Whether a router is advertised in each of the segments, by the namespace of the one who asks. */
async function advertisements({ run }: Twin, hosts: readonly Host[]): Promise<Record<string, boolean>> {
  const question = {
    seconds: SECONDS,
    hosts: Object.fromEntries(
      hosts.map(({ namespace, ipv6 }) => [
        namespace,
        { namespace: netnsPath(run, namespace), wanted: ipv6 !== undefined },
      ]),
    ),
  };
  const script = fileURLToPath(new URL("probe/advertisements.py", import.meta.url));
  const [program = "", ...args] = inside(run, ["python3", script]);
  const text = await start(program, args, JSON.stringify(question));
  return (JSON.parse(text) as { advertised: Record<string, boolean> }).advertised;
}
