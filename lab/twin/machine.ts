import { execFile, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

/** A step on this machine that failed: what was run and what it said. */
export class MachineError extends Error {}

/** Runs a program to its end. @throws MachineError with its standard error */
export function run(program: string, args: readonly string[], input = ""): string {
  const result = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 64 << 20 });
  if (result.status !== 0) throw failure(program, args, result.stderr ?? String(result.error));
  return result.stdout;
}

/** The same without waiting, with the text on its standard input. @param onLine  hears each line of its output at once */
export function start(
  program: string,
  args: readonly string[],
  input = "",
  onLine?: (line: string) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      error ? reject(failure(program, args, `${stdout}\n${stderr || error.message}`)) : resolve(stdout),
    );
    child.stdin?.on("error", () => undefined).end(input);
    if (onLine && child.stdout) createInterface({ input: child.stdout }).on("line", onLine);
  });
}

/** Waits so many milliseconds, where time itself is what is needed. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Does the work on all items, some at a time. */
export async function each<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>, atOnce = 4): Promise<void> {
  const rest = [...items].values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

/** Asks until the answer is there. @throws MachineError after the time */
export async function until<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new MachineError(`${what}: not within ${seconds} seconds`);
    await pause(20);
  }
}

function failure(program: string, args: readonly string[], text: string): MachineError {
  return new MachineError(`${program} ${args.join(" ").slice(0, 300)}: ${text.trim().slice(-2000)}`);
}
