import type { InstanceIntent, Policy, RouterIntent } from "../../../model/intent.js";
import { lineOrdinal } from "../../../model/resolve/network/numbers.js";
import type { Ends } from "./nft-policies.js";
import { interfaceSet } from "./nft-sets.js";

/** A line that refuses traffic classes, with all interfaces that lead over it. */
export interface NarrowLine {
  readonly ordinal: number;
  readonly line: string;
  readonly refuses: readonly string[];
  readonly interfaces: readonly string[];
}

/**
 * Rules are static text, so it is the interface that refuses, whatever the state of the other lines: what a narrow line
 * does not carry never uses it. Which flow a packet belongs to is known from its first packet only; the connection keeps
 * it as a mark, a bit for each line that it must keep off, so that it cannot move over when the primary line fails.
 */
export function narrowLines({ uplinks }: RouterIntent, { id, tunnels }: InstanceIntent): NarrowLine[] {
  return uplinks.flatMap(({ interface: line, table, refuses = [] }) => {
    const own = tunnels.filter(({ uplink }) => uplink === line).map(({ interface: name }) => name);
    const interfaces = id === "education" ? [line, ...own] : own;
    return refuses.length > 0 && interfaces.length > 0
      ? [{ ordinal: lineOrdinal(table), line, refuses, interfaces }]
      : [];
  });
}

/** Verdict of a policy: whatever a narrow line refuses is looked at once more. The device itself is never refused. */
export function verdictOf(policy: Policy, { narrow }: Ends): string {
  const off = keepsOff(policy, narrow);
  return off.length === 0 ? "accept" : `goto not-by-${nameOf(off)}`;
}

function keepsOff({ class: trafficClass, from, to }: Policy, narrow: readonly NarrowLine[]): readonly NarrowLine[] {
  if (from.at === "device" || to.at === "device") return [];
  return narrow.filter(
    ({ line, refuses }) =>
      refuses.includes(trafficClass) &&
      [from, to].some((end) => end.at === "tunnel" || (end.at === "internet" && end.via.includes(line))),
  );
}

/** At the head of `forward`: open connections that would go on by a line that refuses them; and the chains for both. */
export function keepOff({ policies }: InstanceIntent, { narrow }: Ends) {
  const groups = new Map(
    policies.flatMap((policy) => {
      const lines = keepsOff(policy, narrow);
      return lines.length === 0 ? [] : [[nameOf(lines), lines] as const];
    }),
  );
  const all = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    open: all.map(([name, lines]) => `ct mark ${markOf(lines)} jump keep-off-${name}`),
    chains: all.flatMap(([name, lines]): [string, string[]][] => [
      [`not-by-${name}`, [`ct mark set ${markOf(lines)}`, `jump keep-off-${name}`, "accept"]],
      [`keep-off-${name}`, rejections(lines)],
    ]),
  };
}

/** An answer at once, so that no program waits for the line. */
function rejections(lines: readonly NarrowLine[]): string[] {
  const names = interfaceSet(lines.flatMap(({ interfaces }) => interfaces));
  return ["iifname", "oifname"].flatMap((direction) => [
    `${direction} ${names} meta l4proto tcp counter reject with tcp reset`,
    `${direction} ${names} counter reject`,
  ]);
}

const nameOf = (lines: readonly NarrowLine[]) => lines.map(({ ordinal }) => ordinal).join("-");

function markOf(lines: readonly NarrowLine[]): string {
  const bits = lines.reduce((mark, { ordinal }) => mark | (1 << (ordinal - 1)), 0);
  return `0x${bits.toString(16).padStart(8, "0")}`;
}
