import { readFileSync } from "node:fs";
import { onDevice, type Twin } from "./twin.js";

/** Links of a device whose kernel has them all. */
export interface KernelLinks {
  /** Its version. */
  readonly kernel: string;
  /** How many are as the file says. */
  readonly vlans: number;
  readonly tunnels: number;
  readonly problems: readonly string[];
}

/** The kernel's version, all namespaces' links in a line of JSON each, and how many processes are WireGuard. */
const ASK = `uname -r; pgrep -c wireguard-go || true
ip -json -details link show
for space in $(ip netns list | cut -d" " -f1); do ip -n "$space" -json -details link show; done`;

interface Link {
  readonly ifname: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: { readonly protocol?: string; readonly id?: number };
  };
}

/** Compares what the kernel says of its links (`ip -details link`) with a file `link-layer`. */
export async function kernelLinks(twin: Twin, device: string, file: string): Promise<KernelLinks> {
  const said = await onDevice(twin, device, ["sh", "-c", ASK]);
  const [kernel = "", userspace, ...spaces] = said.trim().split("\n");
  const links = new Map(spaces.flatMap((text) => JSON.parse(text) as Link[]).map((link) => [link.ifname, link]));
  const wanted = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const vlans = wanted.filter(([, , kind]) => kind === "vlan");
  const tunnels = wanted.filter(([word]) => word === "tunnel");
  const tagged = vlans.filter(([, name = "", , id]) => isVlan(links.get(name), Number(id)));
  const own = tunnels.filter(([, name = ""]) => links.get(name)?.linkinfo?.info_kind === "wireguard");
  const others = [...vlans, ...tunnels].filter((line) => !tagged.includes(line) && !own.includes(line));
  return {
    kernel,
    vlans: tagged.length,
    tunnels: own.length,
    problems: [
      ...others.map((line) => `the kernel has no such link: ${line.join(" ")}`),
      ...(vlans.length === 0 || tunnels.length === 0 ? ["no tagged link or no tunnel: nothing is proven"] : []),
      ...(userspace === "0" ? [] : [`${userspace} tunnels run in user space`]),
    ],
  };
}

function isVlan(link: Link | undefined, id: number): boolean {
  const { info_kind, info_data } = link?.linkinfo ?? {};
  return info_kind === "vlan" && info_data?.protocol === "802.1Q" && info_data.id === id;
}
