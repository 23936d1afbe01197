import { formatCounts, formatError, type Outcome, type Progress } from "../../change/events.js";
import type { Stack } from "../../model/platform.js";

/** Progress for people: one line that is redrawn in a terminal, a plain log where there is none. */
export class ConsoleProgress implements Progress {
  readonly #running = new Map<string, string>();
  #done = 0;
  readonly #terminal = process.stdout.isTTY === true && process.env.CI === undefined;

  constructor(
    readonly verb: string,
    readonly total: number,
  ) {}

  started(stack: Stack, step: string): void {
    this.#running.set(stack.id, step);
    this.#draw();
  }

  step(stack: Stack, text: string): void {
    this.#running.set(stack.id, text);
    this.#draw();
  }

  mended(stack: Stack, text: string, good: boolean): void {
    this.#line(`${stack.id}: ${good ? "mended" : "could not mend"}: ${text}`);
  }

  ended(stack: Stack, outcome: Outcome): void {
    this.#running.delete(stack.id);
    this.#done++;
    this.#line(
      `${String(this.#done).padStart(String(this.total).length)}/${this.total} ${this.verb} ${stack.id}: ${describe(outcome)}`,
    );
    this.#draw();
  }

  #line(text: string): void {
    console.log(this.#terminal ? `\r\u001b[K${text}` : text);
  }

  #draw(): void {
    if (!this.#terminal) return;
    const running = [...this.#running].map(([id, step]) => `${id} ${step}`).join(" · ");
    const width = (process.stdout.columns ?? 80) - 1;
    process.stdout.write(`\r\u001b[K${running.slice(0, width)}`);
    if (this.#done === this.total) process.stdout.write("\r\u001b[K");
  }
}

export function describe(outcome: Outcome): string {
  if (outcome.result === "done") return formatCounts(outcome.counts);
  if (outcome.result === "owed") return `owed, ${outcome.because}`;
  return `failed\n${outcome.errors.map((error) => `    ${formatError(error)}`).join("\n")}`;
}
