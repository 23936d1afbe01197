import type { FailoverResult } from "./failover.js";
import type { FlowResult } from "./probe.js";

/** What one class of traffic suffered between two moments. */
export interface Outage {
  readonly flow: string;
  readonly lost: number;
  /** Longest run without a packet. */
  readonly ms: number;
  /** Milliseconds from the start until the traffic was steady again; undefined: it was not. */
  readonly backMs?: number;
}

/** Share of packets that may still be lost in traffic that counts as steady: a crowded test machine drops some. */
const STEADY = 0.01;

/** @param from  the moment of the event, in ms of the traffic's clock  @param to  the next event, or the end */
export function outage({ id, gaps, sent }: FlowResult, seconds: number, from: number, to: number): Outage {
  const own = gaps.flatMap((gap) => within(gap, from, to));
  const rate = sent / seconds / 1000;
  const ends = [from, ...own.map(({ at, ms }) => at + ms)];
  const steady = ends.find((moment) => {
    const after = own.filter(({ at }) => at >= moment).reduce((sum, { lost }) => sum + lost, 0);
    return moment < to - 500 && after <= STEADY * rate * (to - moment);
  });
  return {
    flow: id,
    lost: own.reduce((sum, { lost }) => sum + lost, 0),
    ms: Math.max(0, ...own.map(({ ms }) => ms)),
    ...(steady === undefined ? {} : { backMs: Math.round(steady - from) }),
  };
}

/** The part of a gap that lies between two moments: one that began before still lasts. */
function within({ at, ms, lost }: Gap, from: number, to: number): Gap[] {
  const [begin, end] = [Math.max(at, from), Math.min(at + ms, to)];
  return begin < end ? [{ at: begin, ms: end - begin, lost: Math.round((lost * (end - begin)) / ms) }] : [];
}

type Gap = FlowResult["gaps"][number];

/** For the reader: what each class lost. */
export function failoverLines({
  title,
  failure,
  return: back,
  forbidden,
  rate,
  leaks,
  problems,
}: FailoverResult): string[] {
  const classes = failure.outages.map((one, index) => {
    const after = back.outages[index];
    const lost = one.backMs === undefined ? "cut" : `${one.lost} packets, ${one.ms} ms, steady after ${one.backMs} ms`;
    return `  ${one.flow.padEnd(36)} failure: ${lost}; return: ${after?.lost ?? 0} packets, ${after?.ms ?? 0} ms, steady after ${after?.backMs ?? "?"} ms`;
  });
  const leaked = leaks.reduce((sum, { packets }) => sum + packets, 0);
  const limit = failure.limitMs === undefined ? "cut" : `limit ${failure.limitMs} ms`;
  return [
    `${title}: ${problems.length === 0 ? "passed" : "FAILED"} (${limit}, return ${back.limitMs} ms)`,
    ...classes,
    `  ${forbidden} forbidden packets, ${leaked} arrived; ${rate} packets/s and flow`,
  ];
}
