import type { Platform } from "../../model/platform.js";
import type { Expectation } from "./expected.js";
import { ipv6Of } from "./hosts.js";
import { type Pair, pairsOf } from "./pairs.js";
import { addressOf, answers, compare, type Difference, type Question, rulesetsIn } from "./paths.js";
import { type Answer, probe } from "./probe.js";
import type { Scene, Verdict } from "./proof.js";
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

/** How much is asked of a router: seconds for each batch of so many probes. */
export interface Pace {
  readonly seconds?: number;
  readonly batch?: number;
}

/** Probes pairs of hosts with packets. Nothing that was expected to be closed may even arrive. */
export async function matrix(
  twin: Twin,
  platform: Platform,
  expected: Expectation,
  pairs: readonly Pair[],
  pace: Pace = {},
): Promise<MatrixResult> {
  const begin = performance.now();
  const questions: Difference[] = [...answers(platform, new Map(), expected, pairs)];
  const found = await probe(twin.run, questions.map(asProbe), pace.seconds, pace.batch);
  await askAgain(twin, questions, found);
  const violations = questions.flatMap((question, index): Violation[] => {
    const answer = found[index] as Answer;
    const right =
      question.row === undefined ? answer.outcome !== "reached" && !answer.delivered : answer.outcome === "reached";
    if (right) return [];
    const { from, family, protocol, port, row } = question;
    return [{ from: from.namespace, to: targetOf(question), family, protocol, port, row, found: answer }];
  });
  return {
    probes: questions.length,
    reached: found.filter(({ outcome }) => outcome === "reached").length,
    seconds: Math.round((performance.now() - begin) / 100) / 10,
    violations,
  };
}

/** Answers that did not come although they must: in small batches a crowded machine has time for each. */
async function askAgain(twin: Twin, questions: readonly Difference[], found: Answer[]): Promise<void> {
  const missing = [...found.keys()].filter(
    (index) => questions[index]?.row !== undefined && found[index]?.outcome === "silent",
  );
  if (missing.length === 0) return;
  const again = await probe(
    twin.run,
    missing.map((index) => asProbe(questions[index] as Difference)),
    3,
    200,
  );
  for (const [position, index] of missing.entries()) found[index] = again[position] as Answer;
}

function asProbe(question: Question) {
  const { from, to, family, protocol, port } = question;
  const [source = "", listen = ""] = family === 4 ? [from.ipv4, to.ipv4] : [ipv6Of(from), ipv6Of(to)];
  const address = addressOf(question);
  return { from: from.namespace, to: to.namespace, protocol, port, source, address, listen };
}

/** The matrix as a proof: with packets, and for those sites that get none by the rules that were delivered. */
export async function proveMatrix({ twin, platform, expected, sites, devices, progress }: Scene): Promise<Verdict> {
  const places = sites.flatMap(({ site }) => site ?? []);
  const { packets, rules } = pairsOf(twin.topology.hosts, places);
  progress(`packets between ${packets.length} pairs of hosts`);
  const found = await matrix(twin, platform, expected, packets);
  progress(`rules between ${rules.length} further pairs of hosts`);
  const { asked, differences } = compare(
    platform,
    rules.length > 0 ? rulesetsIn(devices, platform) : new Map(),
    expected,
    rules,
  );
  const { probes, reached, violations, seconds } = found;
  return {
    title: `matrix: ${probes} probes, ${reached} reached, ${violations.length} violations, ${seconds} s${asked > 0 ? `; by the rules alone ${asked} questions, ${differences.length} differences` : ""}`,
    lines: [
      `with packets: ${counted(packets)}`,
      ...(rules.length > 0 ? [`by the rules of their routers: ${counted(rules)}`] : []),
    ],
    problems: [...violations.map(violationLine), ...differences.map(differenceLine)],
    json: { packets: found, rules: { asked, differences: differences.map(differenceLine) } },
  };
}

/** What was asked, by kinds of places. */
function counted(pairs: readonly Pair[]): string {
  const places = new Set(pairs.flatMap(([from, to]) => [from.place, to.place]));
  return `${pairs.length} pairs of hosts in ${places.size} places (${[...places].slice(0, 6).join(", ")}${places.size > 6 ? ", …" : ""})`;
}

/** In words: an address that only the site itself knows is said. */
const targetOf = ({ to, hidden }: Question) => (hidden ? `${to.namespace} (${to.ipv4})` : to.namespace);

function differenceLine(difference: Difference): string {
  const { from, family, protocol, port, row } = difference;
  const wanted = row === undefined ? "must be closed" : `must be open (${row})`;
  return `${from.namespace} → ${targetOf(difference)}  IPv${family} ${protocol}/${port}: ${wanted}, the rules say otherwise`;
}

export function violationLine({ from, to, family, protocol, port, row, found }: Violation): string {
  const wanted = row === undefined ? "must be closed" : `must be open (${row})`;
  const seen = found.delivered && found.outcome !== "reached" ? `${found.outcome}, but delivered` : found.outcome;
  return `${from} → ${to}  IPv${family} ${protocol}/${port}: ${wanted}, was ${seen}`;
}
