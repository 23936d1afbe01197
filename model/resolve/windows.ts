import type { MaintenanceWindow } from "../schema/maintenance.js";
import { daysOf } from "./calendar.js";

/** Minutes after a window opens before the first backup, and between two schools' backups. */
const SPACING = 5;

/** The first window that opens in each week: backups do not wait for holidays. */
export function weeklyWindow(windows: readonly MaintenanceWindow[]): MaintenanceWindow | undefined {
  return windows.find((window) => window.in !== "school-holidays");
}

/**
 * When a stack's machines are backed up: in the first window of each week, schools spread over it by their number,
 * so that the store is not asked by all at once.
 */
export function backupSchedule(windows: readonly MaintenanceWindow[], number: number): string {
  const window = weeklyWindow(windows);
  if (!window) return "daily";
  const [from, to] = [minutes(window.from), minutes(window.to)];
  const length = (to - from + 24 * 60) % (24 * 60) || 24 * 60;
  const start = (from + ((number * SPACING) % Math.max(SPACING, length - 60))) % (24 * 60);
  const clock = `${String(Math.floor(start / 60)).padStart(2, "0")}:${String(start % 60).padStart(2, "0")}`;
  return `${daysOf(window).join(",")} ${clock}`;
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}
