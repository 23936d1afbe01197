import { weeklyWindow } from "../resolve/windows.js";
import type { Rule } from "./rule.js";

export const backupWindow: Rule = {
  id: "backup-window",
  on: "model",
  phase: "declaration",
  *check({ declaration, demands }) {
    const held = demands.some(({ entry, cluster }) => entry.holdsData && cluster?.declared.datastores.backup);
    if (weeklyWindow(declaration.traeger.maintenanceWindows) || !held) return;
    yield {
      file: "traeger.yaml",
      path: ["maintenanceWindows"],
      of: "key",
      message: "all windows open in school holidays only, so nothing is backed up at other times",
      hint: 'add a window of each week, e.g. "{ in: nights, from: "22:00", to: "05:00" }"',
    };
  },
};
