import type { PortIntent, SwitchIntent } from "../../../model/intent.js";
import { words } from "../../../render/adapters/cisco-ios/words.js";
import type { Tree, Understood } from "../../support/ios.js";

/** What a switch does, in words that neither the intent nor Cisco uses: both are brought to it and compared. */
export interface SwitchMeaning {
  readonly hostname: string;
  readonly vlans: Readonly<Record<number, string>>;
  readonly root: string | undefined;
  readonly guarded: readonly (readonly number[])[];
  readonly ports: Readonly<Record<string, PortMeaning>>;
  readonly management: readonly string[];
  readonly shell: readonly string[];
  readonly time: readonly string[];
  /** Who keeps its messages. */
  readonly logs: readonly string[];
  /** Whom it asks for those who sign on at its ports, one after the other. */
  readonly asked: readonly string[];
}

interface PortMeaning {
  readonly description: string | undefined;
  readonly on: boolean;
  readonly mode: string;
  readonly vlan: number | undefined;
  readonly allowed: readonly number[];
  /** VLAN that telephones are told. */
  readonly voice: number | undefined;
  readonly negotiates: boolean;
  readonly believed: readonly boolean[];
  readonly bpduGuard: boolean;
  readonly storms: readonly number[];
  readonly addresses: number | undefined;
  readonly powered: boolean;
  /** Ways to sign on, and the VLANs of those who did not and of those who come in an outage. */
  readonly signOn: readonly (string | number | undefined)[];
}

const sorted = (texts: readonly string[]) => texts.map((text) => text.toLowerCase()).sort();

/** From the intent, without any code of the adapter but the spelling of people's words. */
export function meant(intent: SwitchIntent): SwitchMeaning {
  const { device, vlans, management, administration, spanningTreePriority, guardedVlans } = intent;
  return {
    hostname: device.name,
    vlans: Object.fromEntries(vlans.map(({ id, name }) => [id, name])),
    root: spanningTreePriority === 32768 ? undefined : String(spanningTreePriority),
    guarded: [guardedVlans, guardedVlans, guardedVlans],
    ports: Object.fromEntries(intent.ports.map((port) => [port.name, portMeant(port)])),
    management: sorted([
      `Vlan${management.vlan}`,
      management.address4,
      management.address6,
      management.gateway4,
      management.gateway6,
    ]),
    shell: sorted(administration),
    time: sorted(intent.timeServers),
    logs: sorted(intent.logServers),
    asked: askedOf(intent),
  };
}

function askedOf({ portAuthentication: asked, management }: SwitchIntent): string[] {
  if (!asked) return [];
  const { timeoutSeconds, retransmissions, deadSeconds, deadTries, deadMinutes, probeUser } = asked.timers;
  const how = `${timeoutSeconds} s, again ${retransmissions}, ${asked.secret}, probe ${probeUser}`;
  return [
    `from Vlan${management.vlan}, dead after ${deadSeconds} s and ${deadTries} for ${deadMinutes} min`,
    ...asked.servers.map(({ address }) => `${address} ${how}`),
  ];
}

function portMeant(port: PortIntent): PortMeaning {
  const on = port.mode !== "shut";
  return {
    description: words(port.description) || undefined,
    on,
    mode: on ? port.mode : "access",
    vlan: port.vlan,
    allowed: port.allowed ?? [],
    voice: port.voiceVlan,
    negotiates: false,
    believed: [port.trusted, port.trusted, port.trusted],
    bpduGuard: on && !port.trusted,
    storms: port.stormPercent === undefined ? [] : [port.stormPercent, port.stormPercent],
    addresses: port.mode === "access" ? port.maximumAddresses : undefined,
    powered: port.poe || port.uplink === true,
    signOn: port.authentication
      ? [...port.authentication.methods, port.authentication.unauthenticatedVlan, port.authentication.criticalVlan]
      : [],
  };
}

/** From what cisco.ios parsed, and from hier_config's tree where the collection has no module. */
export function read({ facts, tree }: Understood): SwitchMeaning {
  const values = (pattern: RegExp) => Object.keys(tree).flatMap((line) => pattern.exec(line)?.slice(1) ?? []);
  const svi = facts.l3_interfaces.find(({ ipv4, ipv6 }: { ipv4?: unknown; ipv6?: unknown }) => ipv4 ?? ipv6);
  const layer2 = Object.fromEntries(facts.l2_interfaces.map((port: { name: string }) => [port.name, port]));
  const front = facts.interfaces.filter(({ name }: { name: string }) => /^\D+\d+\/\d+\/\d+$/.test(name));
  return {
    hostname: facts.hostname.hostname,
    vlans: Object.fromEntries(
      Object.entries(tree).flatMap(([line, below]) => {
        const vlan = /^vlan (\d+)$/.exec(line)?.[1];
        return vlan === undefined ? [] : [[vlan, Object.keys(below)[0]?.replace(/^name /, "") ?? ""]];
      }),
    ),
    root: values(/^spanning-tree vlan [\d,-]+ priority (\d+)$/)[0],
    guarded: [/^ip dhcp snooping vlan (.+)$/, /^ip arp inspection vlan (.+)$/, /^vlan configuration (.+)$/].map((it) =>
      numbers(values(it).join(",")),
    ),
    ports: Object.fromEntries(
      front.map((port: { name: string; description?: string; enabled: boolean }) => [
        port.name,
        portRead(port, layer2[port.name], tree[`interface ${port.name}`] ?? {}),
      ]),
    ),
    management: sorted([
      svi?.name,
      svi?.ipv4?.[0]?.address,
      svi?.ipv6?.[0]?.address,
      ...values(/^ip default-gateway (\S+)$/),
      facts.static_routes[0].address_families[0].routes[0].next_hops[0].forward_router_address,
    ]),
    shell: sorted(
      facts.acls.flatMap(({ acls }: { acls: { aces: Ace[] }[] }) => acls.flatMap(({ aces }) => permitted(aces))),
    ),
    time: sorted((facts.ntp_global?.servers ?? []).map(({ server }: { server: string }) => server)),
    logs: sorted((facts.logging_global.hosts ?? []).map(({ host }: { host: string }) => host)),
    asked: askedRead(tree),
  };
}

/** Only what hangs together counts: list of logons → group → servers. */
function askedRead(tree: Tree): string[] {
  const among = (lines: Tree | undefined, pattern: RegExp) =>
    Object.keys(lines ?? {}).flatMap((line) => pattern.exec(line)?.slice(1) ?? []);
  const [group] = among(tree, /^aaa authentication dot1x default group (\S+)$/);
  if (group === undefined || !Object.hasOwn(tree, "dot1x system-auth-control")) return [];
  const [vlan, ...dead] = [
    /^ip radius source-interface (\S+)$/,
    /^radius-server dead-criteria time (\d+) tries (\d+)$/,
    /^radius-server deadtime (\d+)$/,
  ].flatMap((pattern) => among(tree, pattern));
  return [
    `from ${vlan}, dead after ${dead[0]} s and ${dead[1]} for ${dead[2]} min`,
    ...among(tree[`aaa group server radius ${group}`], /^server name (\S+)$/).map((name) => {
      const [address, timeout, again, probe, key] = [
        /^address ipv4 (\S+) auth-port 1812 acct-port 1813$/,
        /^timeout (\d+)$/,
        /^retransmit (\d+)$/,
        /^automate-tester username (\S+) ignore-acct-port probe-on$/,
        /^key (\S+)$/,
      ].map((pattern) => among(tree[`radius server ${name}`], pattern)[0]);
      return `${address} ${timeout} s, again ${again}, ${key}, probe ${probe}`;
    }),
  ];
}

function portRead(
  { description, enabled }: { description?: string; enabled: boolean },
  layer2: {
    mode: string;
    nonegotiate?: boolean;
    access?: { vlan: number };
    voice?: { vlan: number };
    trunk?: { native_vlan: number; allowed_vlans: string[] };
  },
  below: Tree,
): PortMeaning {
  const value = (pattern: RegExp) => Object.keys(below).flatMap((line) => pattern.exec(line)?.slice(1) ?? []);
  return {
    description,
    on: enabled,
    mode: layer2.mode,
    vlan: layer2.access?.vlan ?? layer2.trunk?.native_vlan,
    allowed: numbers((layer2.trunk?.allowed_vlans ?? []).join(",")),
    voice: layer2.voice?.vlan,
    negotiates: layer2.nonegotiate !== true,
    believed: ["ip dhcp snooping trust", "ip arp inspection trust", "ipv6 nd raguard attach-policy believed"].map(
      (line) => Object.hasOwn(below, line),
    ),
    bpduGuard: Object.hasOwn(below, "spanning-tree bpduguard enable"),
    storms: value(/^storm-control (?:broadcast|multicast) level (.+)$/).map(Number),
    addresses: Object.hasOwn(below, "switchport port-security")
      ? Number(value(/^switchport port-security maximum (\d+)$/)[0] ?? 1)
      : undefined,
    powered: !Object.hasOwn(below, "power inline never"),
    signOn: signOnRead(below),
  };
}

/** An open port is read as one without any way to sign on, and so is a way that is ordered and not switched on. */
function signOnRead(below: Tree): (string | number | undefined)[] {
  const has = (line: string) => Object.hasOwn(below, line);
  const vlans = (event: string) =>
    Object.keys(below).flatMap(
      (line) => new RegExp(`^authentication event ${event} action authorize vlan (\\d+)$`).exec(line)?.[1] ?? [],
    );
  if (!has("authentication port-control auto") || !has("authentication violation restrict")) return [];
  const methods = Object.keys(below).flatMap((line) => /^authentication order (.+)$/.exec(line)?.[1]?.split(" ") ?? []);
  const on = { dot1x: has("dot1x pae authenticator"), mab: has("mab") };
  const unknown = [...vlans("no-response"), ...(on.dot1x ? vlans("fail") : vlans("no-response"))];
  const critical = has("authentication event server alive action reinitialize") ? vlans("server dead") : [];
  const same = unknown.length === 2 && unknown[0] === unknown[1] ? Number(unknown[0]) : undefined;
  return [
    ...methods.filter((method) => (method === "dot1x" ? on.dot1x : method === "mab" && on.mab)),
    unknown.length === 0 ? undefined : (same ?? "differs"),
    critical[0] === undefined ? undefined : Number(critical[0]),
  ];
}

interface Ace {
  readonly grant: string;
  readonly source: { address?: string; wildcard_bits?: string; any?: true; host?: string };
}

/** Prefixes up to the entry that denies everything. */
function permitted(aces: readonly Ace[]): string[] {
  const end = aces.findIndex(({ grant, source }) => grant === "deny" && source.any);
  if (end < 0) return ["everybody"];
  return aces.slice(0, end).map(({ source: { address, wildcard_bits: wildcard, host } }) => {
    if (wildcard === undefined) return address ?? `${host}`;
    const ones = wildcard.split(".").map((byte) => Math.log2(Number(byte) + 1));
    return `${address}/${ones.reduce((length, count) => length - count, 32)}`;
  });
}

function numbers(list: string): number[] {
  if (list === "") return [];
  return list.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
