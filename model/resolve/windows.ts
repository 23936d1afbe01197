import type { Traeger } from "../schema/traeger.js";

/** Minutes after a window opens before the first backup, and between two schools' backups. */
const SPACING = 5;

/**
 * When a stack's machines are backed up: in the first maintenance window, schools spread over it by their number,
 * so that the store is not asked by all at once.
 */
export function backupSchedule(windows: Traeger["maintenanceWindows"], number: number): string {
  const [window] = windows;
  if (!window) return "daily";
  const [from, to] = [minutes(window.from), minutes(window.to)];
  const length = (to - from + 24 * 60) % (24 * 60) || 24 * 60;
  const start = (from + ((number * SPACING) % Math.max(SPACING, length - 60))) % (24 * 60);
  const clock = `${String(Math.floor(start / 60)).padStart(2, "0")}:${String(start % 60).padStart(2, "0")}`;
  return `${window.days.join(",")} ${clock}`;
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}
