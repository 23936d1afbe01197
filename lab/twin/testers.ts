import { strangeVlan, vlansOf } from "./frames.js";
import { inNode } from "./node.js";
import { forwarding, tell } from "./openvswitch.js";
import { pluggedIn, type SiteSwitches, type SwitchPort } from "./switches.js";
import type { Twin } from "./twin.js";

/**
 * Plugs a tester into each free port, also where the port is shut, for as long as the work takes. Each switch gets one
 * port more, which has all VLANs: there is seen what a switch lets in although no other port has that VLAN.
 */
export async function withTesters<T>(
  twin: Twin,
  site: SiteSwitches,
  work: (ports: readonly SwitchPort[]) => Promise<T>,
): Promise<T> {
  const { name } = site;
  const tester = (port: string) => `${port}t`;
  const extra = extraPorts(site);
  const all = [...site.ports, ...extra];
  const free = all.flatMap(({ intent, far }) => (far ? [] : intent.name));
  const ports = all.map((port) => ({ far: { namespace: name, device: tester(port.intent.name) }, ...port }));
  const ip = (lines: readonly string[]) =>
    inNode(twin.pids.get(name) ?? 0, ["ip", "-batch", "-"], `${lines.join("\n")}\n`);
  await ip(
    free.flatMap((port) => [`link add ${port} up type veth peer name ${tester(port)}`, `link set ${tester(port)} up`]),
  );
  try {
    await tell(twin, name, extra.map(added));
    await forwarding(twin, name, pluggedIn(ports.filter(({ intent }) => intent.mode !== "shut")));
    return await work(ports);
  } finally {
    // Open vSwitch never takes up an interface again that was gone: the ports are made anew.
    const portOf = (command: string) => command.split(" ")[2] ?? "";
    const commands = site.commands.filter((command) => free.includes(portOf(command)));
    const made = new Set([...commands.map(portOf), ...extra.map(({ intent }) => intent.name)]);
    await tell(
      twin,
      name,
      [...made].map((port) => `del-port ${port}`),
    );
    await ip(free.map((port) => `link del ${port}`));
    await tell(twin, name, commands);
  }
}

function extraPorts({ ports }: SiteSwitches): SwitchPort[] {
  const vlans = vlansOf(ports);
  const allowed = [...vlans, strangeVlan(vlans)];
  const bridges = new Map(ports.map((port) => [port.bridge, port.switch]));
  return [...bridges].map(([bridge, name]) => ({
    switch: name,
    bridge,
    front: "port for the proof",
    intent: {
      name: `${bridge}all`,
      profile: "proof",
      description: "",
      mode: "trunk",
      allowed,
      poe: false,
      trusted: false,
    },
  }));
}

function added({ bridge, intent: { name, allowed } }: SwitchPort): string {
  const forwards = "other_config:rstp-port-admin-edge=true";
  return `add-port ${bridge} ${name} vlan_mode=trunk trunks=${allowed?.join(",")} -- set port ${name} ${forwards}`;
}
