import type { Catalogue } from "../../catalogue/schema.js";
import type { TimerProfile, UplinkIntent } from "../../intent.js";
import type { Hub, HubLine } from "../../schema/coupling.js";
import type { Stage, Uplink } from "../../schema/line.js";
import type { Site } from "../../schema/site.js";
import type { Traeger } from "../../schema/traeger.js";
import { lineTable } from "./numbers.js";

/** RFC 2516 section 7: PPPoE takes 8 bytes of an Ethernet frame. */
const MTU = { ethernet: 1500, pppoe: 1492 } as const;

export function siteLines({ uplinks, cutover }: Pick<Site, "uplinks" | "cutover">): UplinkIntent[] {
  const stage = cutover.at(-1)?.stage;
  return uplinks.map((uplink, index) => {
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
      ...(idle(kind, stage) ? { idle: true as const } : {}),
      mtu: mtu ?? (handover === "pppoe" ? MTU.pppoe : MTU.ethernet),
      table: lineTable(index + 1),
    };
  });
}

function idle(kind: Uplink["kind"], stage: Stage | undefined): boolean {
  return kind === "landesnetz" ? stage === "telekom-only" : stage === "telekom-retired";
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

/** Whether a Jugendschutzfilter is in force on a line (reference/network.md section 4). */
export function filtered({ coupling }: Traeger, { kind, filter }: Uplink): boolean {
  if (filter) return filter.by !== "none";
  return coupling?.filters[kind] !== undefined || kind === "landesnetz";
}

export function timers(catalogue: Catalogue, id: TimerProfile["id"], technology: string): TimerProfile {
  const { fibre, other, probe } = catalogue.timers[id] as Catalogue["timers"]["fast"];
  return { id, ...(technology === "fibre" ? fibre : other), ...probe };
}
