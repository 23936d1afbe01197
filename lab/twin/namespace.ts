import { run, start } from "./machine.js";
import { inNamespace, netns, netnsPath, type Run } from "./run.js";

/** A namespace without an operating system: an end host, or what lies outside of the platform. */
export interface PlainNamespace {
  readonly name: string;
  /** Lines for `ip -batch`, e.g. `addr add … dev eth0`. */
  readonly lines: readonly string[];
  readonly forwards: boolean;
  /** For `nft`. */
  readonly rules?: string;
}

/** A cable; ends are named `namespace device`. */
export interface Cable {
  readonly a: End;
  readonly b: End;
}

/** An interface in a namespace. */
export interface End {
  readonly namespace: string;
  readonly device: string;
}

/** Makes empty namespaces. */
export function makeNamespaces(of: Run, names: readonly string[]): void {
  run("ip", ["-batch", "-"], names.map((name) => `netns add ${netns(of, name)}\n`).join(""));
}

/** Plugs in cables. Both ends are down. */
export function plug(of: Run, cables: readonly Cable[]): void {
  const lines = cables.map(
    ({ a, b }) =>
      `link add ${a.device} netns ${netns(of, a.namespace)} type veth peer name ${b.device} netns ${netns(of, b.namespace)}\n`,
  );
  run("ip", ["-batch", "-"], lines.join(""));
}

/**
 * Gives a namespace its addresses and routes. Routers' advertisements are not believed: its addresses are all it has.
 * No duplicate address detection either, so that it answers at once.
 */
export async function configure(of: Run, { name, lines, forwards, rules }: PlainNamespace): Promise<void> {
  const settings = forwards ? FORWARDING + QUIET : QUIET;
  const input = ["link set lo up", ...lines, ""].join("\n");
  await start("nsenter", [`--net=${netnsPath(of, name)}`, "sh", "-c", `${settings} ip -batch -`], input);
  if (rules !== undefined) await inNamespace(of, name, ["nft", "-f", "-"], rules);
}

/** Operators answer ARP for one customer to another of the same prefix. */
const FORWARDING = [
  "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding;",
  "for file in /proc/sys/net/ipv4/conf/*/proxy_arp; do echo 1 > $file; done; ",
].join("");
const QUIET = "cd /proc/sys/net/ipv6/conf; for file in */accept_ra */accept_dad; do echo 0 > $file; done;";
