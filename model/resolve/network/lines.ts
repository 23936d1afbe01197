import type { Catalogue } from "../../catalogue/schema.js";
import type { IkeSuite, InstanceId, RouterIntent, TimerProfile, UplinkIntent } from "../../intent.js";
import type { Coupling, Hub, HubLine } from "../../schema/coupling.js";
import type { Stage, Uplink } from "../../schema/line.js";
import type { Site } from "../../schema/site.js";
import type { Traeger } from "../../schema/traeger.js";
import type { NetworkContext } from "./context.js";
import { lineTable } from "./numbers.js";

/** RFC 2516 section 7: PPPoE takes 8 bytes of an Ethernet frame. */
const MTU = { ethernet: 1500, pppoe: 1492 } as const;

export function siteLines(
  catalogue: Pick<Catalogue, "lines" | "trafficClasses">,
  { uplinks, cutover }: Pick<Site, "uplinks" | "cutover">,
): UplinkIntent[] {
  const stage = cutover.at(-1)?.stage;
  return uplinks.map((uplink, index) => {
    const refuses = refusedClasses(catalogue, uplinks, uplink);
    const { kind, technology, role, downMbit, upMbit, handover, ipv4, ipv6, pppoe, mtu } = uplink;
    return {
      interface: `wan-${index + 1}`,
      kind,
      technology,
      role,
      downMbit,
      upMbit,
      handover,
      ...(ipv4 ? { ipv4 } : {}),
      ...(ipv6 ? { ipv6 } : {}),
      ...(pppoe ? { pppoe } : {}),
      ...(refuses.length > 0 ? { refuses } : {}),
      ...(idle(kind, stage) ? { idle: true as const } : {}),
      mtu: mtu ?? (handover === "pppoe" ? MTU.pppoe : MTU.ethernet),
      table: lineTable(index + 1),
    };
  });
}

/** What a line does not carry: as declared, else what the catalogue keeps off a line that is narrow beside the primary one. */
export function refusedClasses(
  { lines, trafficClasses }: Pick<Catalogue, "lines" | "trafficClasses">,
  uplinks: readonly Uplink[],
  { role, downMbit, upMbit, carries }: Uplink,
): string[] {
  const primary = uplinks.find((line) => line.role === "primary");
  if (role === "primary" || !primary) return [];
  const share = Math.min(downMbit / primary.downMbit, upMbit / primary.upMbit);
  const known = Object.keys(trafficClasses).sort();
  if (carries) return carries.classes === "all" ? [] : known.filter((id) => !carries.classes.includes(id));
  return share < lines.narrowShare.value ? known.filter((id) => !trafficClasses[id]?.narrow) : [];
}

/** A line that tunnels run over: unordered, whatever fills it would end them. */
export function shaped({ lines }: Pick<Catalogue, "lines">, line: UplinkIntent): UplinkIntent {
  const { shapedMbit, shapedShare } = lines;
  if (line.upMbit > shapedMbit.value) return line;
  return { ...line, shapedKbit: Math.round(line.upMbit * 1000 * shapedShare.value) };
}

function idle(kind: Uplink["kind"], stage: Stage | undefined): boolean {
  return kind === "landesnetz" ? stage === "telekom-only" : stage === "telekom-retired";
}

/** Protocol of the tunnels of an instance. */
export function protocolOf({ protocol, verwaltung }: Coupling, id: InstanceId): Coupling["protocol"] {
  return (id === "verwaltung" ? verwaltung?.protocol : undefined) ?? protocol;
}

export function ikeSuite({ ikev2 }: Pick<Catalogue, "ikev2">): IkeSuite {
  const { source: _, ...suite } = ikev2;
  return suite;
}

export function hubLines({ lines }: Hub): UplinkIntent[] {
  return lines.map(({ kind, technology, downMbit, upMbit, ipv4, ipv6, mtu }, index) => ({
    interface: `wan-${index + 1}`,
    kind,
    technology,
    role: index === 0 ? "primary" : "fallback",
    downMbit,
    upMbit,
    handover: "static",
    ipv4,
    ...(ipv6 ? { ipv6 } : {}),
    mtu,
    table: lineTable(index + 1),
  }));
}

/** The hub's line that a site's line calls: one that names its kind, else none. */
export function landing({ lines }: Hub, kind: Uplink["kind"]): HubLine | undefined {
  return lines.find((line) => (line.serves ?? [line.kind]).includes(kind));
}

/** Whom a device asks for names and time: the platform's own servers first, then those of its lines' operators. */
export function askedServers(
  { resolvers, coupling }: Pick<NetworkContext, "resolvers" | "coupling">,
  lines: readonly (Pick<Uplink, "kind"> & Partial<Pick<Uplink, "nameservers" | "timeServers">>)[],
): Pick<RouterIntent, "nameservers" | "timeServers"> {
  const operators = (service: "nameservers" | "timeServers") =>
    lines.flatMap(({ kind, [service]: own = [] }) => (own.length > 0 ? own : (coupling?.[service][kind] ?? [])));
  return {
    nameservers: [...new Set([...resolvers, ...operators("nameservers")])],
    timeServers: [...new Set([...resolvers, ...operators("timeServers")])],
  };
}

/** Whether a Jugendschutzfilter is in force on a line (reference/network.md section 4). */
export function filtered({ coupling }: Traeger, { kind, filter }: Uplink): boolean {
  if (filter) return filter.by !== "none";
  return coupling?.filters[kind] !== undefined || kind === "landesnetz";
}

export function timers(catalogue: Catalogue, id: TimerProfile["id"], technology: string): TimerProfile {
  const { fibre, other, probe } = catalogue.timers[id] as Catalogue["timers"]["fast"];
  return { id, ...(technology === "fibre" ? fibre : other), ...probe };
}
