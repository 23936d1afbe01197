import type { Platform } from "../../model/platform.js";
import type { Expectation } from "./expected.js";
import type { Host } from "./hosts.js";
import { answers, type Question } from "./paths.js";
import { type Answer, probe } from "./probe.js";
import type { Twin } from "./twin.js";

/** What packets say, beside what the flow tables say. */
export interface MatrixResult {
  readonly probes: number;
  readonly reached: number;
  readonly seconds: number;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly from: string;
  readonly to: string;
  readonly family: 4 | 6;
  readonly protocol: string;
  readonly port: number;
  /** Row of the flow tables; undefined: must not be reached. */
  readonly row: string | undefined;
  readonly found: Answer;
}

/** Probes all pairs of hosts across segments with packets. Nothing that was expected to be closed may even arrive. */
export async function matrix(twin: Twin, platform: Platform, expected: Expectation): Promise<MatrixResult> {
  const begin = performance.now();
  const { hosts } = twin.topology;
  const pairs = hosts.flatMap((from) => hosts.flatMap((to): [Host, Host][] => (crosses(from, to) ? [[from, to]] : [])));
  const questions = [...answers(platform, new Map(), expected, pairs)];
  const found = await probe(twin.run, questions.map(asProbe));
  const violations = questions.flatMap((question, index): Violation[] => {
    const answer = found[index] as Answer;
    const right =
      question.row === undefined ? answer.outcome !== "reached" && !answer.delivered : answer.outcome === "reached";
    if (right) return [];
    const { from, to, family, protocol, port, row } = question;
    return [{ from: from.namespace, to: to.namespace, family, protocol, port, row, found: answer }];
  });
  return {
    probes: questions.length,
    reached: found.filter(({ outcome }) => outcome === "reached").length,
    seconds: Math.round((performance.now() - begin) / 100) / 10,
    violations,
  };
}

/** Within a segment no router is asked; machines' own firewalls are not part of this twin, nor calls from outside. */
function crosses(from: Host, to: Host): boolean {
  return from !== to && from.zone !== "internet" && (from.place !== to.place || from.segment !== to.segment);
}

function asProbe({ from, to, family, protocol, port }: Question) {
  const [source = "", address = ""] = family === 4 ? [from.ipv4, to.ipv4] : [from.ipv6, to.ipv6];
  return { from: from.namespace, to: to.namespace, protocol, port, source, address };
}
