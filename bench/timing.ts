/** Milliseconds: of the clock, and of all processor cores. The second says more while others use the machine, too. */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

export function timed<T>(run: () => T): { result: T; timing: Timing } {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = run();
  const { user, system } = process.cpuUsage(cpu);
  return { result, timing: { wall: performance.now() - wall, cpu: (user + system) / 1000 } };
}

export function sum(timings: readonly Timing[]): Timing {
  return timings.reduce((a, b) => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu }), { wall: 0, cpu: 0 });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** A figure beside its target. */
export function row(what: string, value: number, unit: string, target: string, good: boolean): void {
  console.log(
    `${what.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(3)} target ${target.padEnd(10)} ${good ? "met" : "MISSED"}`,
  );
}
