import type { PortIntent } from "../../model/intent.js";
import { pluggedIn, type SwitchPort } from "./switches.js";

/** A frame at the cable of a port: untagged, or with the tag of a VLAN. */
export interface Frame {
  /** Name of the port in the node. */
  readonly port: string;
  readonly tag: number | null;
  /** What only a believed port may say; absent: something that everybody may. */
  readonly says?: Answer;
}

/** Answers of DHCP and DHCPv6, router advertisement. */
export const ANSWERS = ["dhcp", "dhcpv6", "ra"] as const;
export type Answer = (typeof ANSWERS)[number];

/** Every VLAN that a port carries. */
export function vlansOf(ports: readonly SwitchPort[]): number[] {
  const vlans = new Set(
    ports.flatMap(({ intent }) => [intent.vlan ?? [], intent.voiceVlan ?? [], intent.allowed ?? []].flat()),
  );
  return [...vlans].sort((a, b) => a - b);
}

/** A VLAN that is none of these. @throws Error where there is none */
export function strangeVlan(vlans: readonly number[]): number {
  for (let vlan = 4000; vlan > 0; vlan--) if (!vlans.includes(vlan)) return vlan;
  throw new Error("the site uses every VLAN");
}

/**
 * What is sent into the ports: from each one, everything that somebody could try: no tag, and every tag; and each answer that
 * a rogue server would give, without a tag and with the first and last one of a trunk.
 */
export function framesInto(ports: readonly SwitchPort[], vlans: readonly number[]): Frame[] {
  const named = new Map(ports.map(({ intent }) => [intent.name, intent]));
  return pluggedIn(ports).flatMap((port): Frame[] => [
    ...[null, ...vlans].map((tag) => ({ port, tag })),
    ...[null, ...firstAndLast(taggedOn(named.get(port)))].flatMap((tag) =>
      ANSWERS.map((says) => ({ port, tag, says })),
    ),
  ]);
}

const taggedOn = (port?: PortIntent) => port?.allowed ?? (port?.voiceVlan === undefined ? [] : [port.voiceVlan]);

const firstAndLast = (vlans: readonly number[]) => [...new Set([...vlans.slice(0, 1), ...vlans.slice(-1)])];

/**
 * Where a broadcast comes out, decided from the declared ports alone: in its VLAN at every port that has it, untagged
 * or with its tag, and over the trunks on the other switches; nowhere else. An answer comes from believed ports only.
 */
export function floodOf(ports: readonly SwitchPort[]): (frame: Frame) => Frame[] {
  const byName = new Map(ports.map((port) => [port.intent.name, port]));
  const neighbour = ({ far }: SwitchPort) => byName.get(far?.device ?? "");
  const flood = ({ port: name, tag, says }: Frame): Frame[] => {
    const entry = byName.get(name) as SwitchPort;
    if (says && !entry.intent.trusted) return [];
    const vlan = vlanOf(entry.intent, tag);
    if (vlan === undefined) return [];
    return ports.flatMap((port): Frame[] => {
      if (port === entry || port.switch !== entry.switch || !port.far || !carries(port.intent, vlan)) return [];
      const out = { port: port.intent.name, tag: port.intent.vlan === vlan ? null : vlan };
      const next = neighbour(port);
      return [out, ...(next ? flood({ port: next.intent.name, tag: out.tag, ...(says ? { says } : {}) }) : [])];
    });
  };
  return (frame) => {
    // Whatever is on a cable between two switches is seen there, as if the other switch had sent it.
    const sender = neighbour(byName.get(frame.port) as SwitchPort);
    return [...(sender ? [{ ...frame, port: sender.intent.name }] : []), ...flood(frame)];
  };
}

/** VLAN that a frame belongs to when it comes in; undefined: it is dropped. */
function vlanOf(port: PortIntent, tag: number | null): number | undefined {
  // An access port believes nobody's tag, not even that of its own VLAN, unless telephones tag there.
  if (port.mode === "access" && port.voiceVlan === undefined && tag !== null) return undefined;
  const vlan = tag ?? port.vlan;
  return vlan !== undefined && carries(port, vlan) ? vlan : undefined;
}

function carries({ mode, vlan, voiceVlan, allowed }: PortIntent, wanted: number): boolean {
  return mode === "access" ? [vlan, voiceVlan].includes(wanted) : mode === "trunk" && (allowed ?? []).includes(wanted);
}
