import { z } from "zod";

/** An answer that the simulator gives instead of doing what it is asked. */
export const fault = z.strictObject({
  cluster: z.string().optional().describe("cluster id, any if absent"),
  method: z.string().describe("HTTP method, * for any"),
  path: z.string().describe("regular expression on the path below /api2/json"),
  status: z.number().int().min(400).max(599).default(500).describe("HTTP status to answer with"),
  message: z.string().default("injected fault").describe("text of the answer"),
  times: z.number().int().positive().default(1).describe("how often, then the fault is gone"),
});

export type Fault = z.infer<typeof fault>;

/** The faults waiting to happen. */
export class Faults {
  readonly #waiting: Fault[] = [];

  /** @throws ZodError if the description is wrong */
  inject(description: z.input<typeof fault>): void {
    this.#waiting.push(fault.parse(description));
  }

  /** The fault for a request, if one is due; it counts as used. */
  take(cluster: string, method: string, path: string): Fault | undefined {
    const index = this.#waiting.findIndex(
      (entry) =>
        (entry.cluster ?? cluster) === cluster &&
        (entry.method === "*" || entry.method === method) &&
        new RegExp(entry.path).test(path),
    );
    const found = this.#waiting[index];
    if (!found) return undefined;
    found.times -= 1;
    if (found.times === 0) this.#waiting.splice(index, 1);
    return found;
  }
}
