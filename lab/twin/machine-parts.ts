import type { RouterIntent } from "../../model/intent.js";
import { MachineError } from "./machine.js";
import type { Verdict } from "./proof.js";

/** Seconds until a machine has booted, and until its tunnels stand: its processor is emulated. */
export const BOOT = 900;
export const SETTLE = 600;
/** Until it takes back a delivery that nobody confirms. */
export const MINUTES = 15;

/** What a part found; without lines what comes next cannot be tried. */
export type Result = Pick<Verdict, "lines" | "problems"> & Partial<Pick<Verdict, "json">>;

/** A part of a proof with machines, and what it shows. */
export type Part<Subject> = readonly [string, (subject: Subject) => Promise<Result>];

/** One after the other, each said as soon as it is known: the whole takes a quarter of an hour and more. */
export async function inParts<Subject>(
  subject: Subject,
  parts: readonly Part<Subject>[],
  what: string,
  progress: (text: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [title, part] of parts) {
    progress(`${what}: ${title}`);
    const result = await timed(subject, title, part);
    results.push(result);
    for (const line of [...result.lines, ...result.problems.map((problem) => `problem: ${problem}`)]) progress(line);
    // What comes next builds on it.
    if (result.lines.length === 0) break;
  }
  return results;
}

/** A part with its time; what cannot be held is a problem, and has no lines. */
async function timed<Subject>(subject: Subject, title: string, part: Part<Subject>[1]): Promise<Result> {
  const begin = performance.now();
  const failed = ({ message }: Error): Result => ({ lines: [], problems: [`${title}: ${message}`], json: {} });
  const { lines, ...result } = await part(subject).catch(failed);
  const seconds = Math.round((performance.now() - begin) / 1000);
  return { ...result, lines: lines.map((line, index) => (index === 0 ? `${line} (${seconds} s)` : line)) };
}

/** What the technician answers when the script asks which port is which: the machine's cards in their order. */
export const chosenPorts = ({ uplinks }: RouterIntent) =>
  Array.from({ length: uplinks.length + 1 }, (_, index) => `port${index}=eth${index}`);

/** Whether a machine's console says `done`. @throws MachineError where the script of its first access refuses the device */
export function answered(console: string, done: string): true | undefined {
  const refused = /first: apt-get install.*/.exec(console);
  if (refused) throw new MachineError(`the script of \`npm run bootstrap\` ended: ${refused[0]}`);
  return console.includes(done) || undefined;
}

/** A word for a shell at the other end of SSH. */
export const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
