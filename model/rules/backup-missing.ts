import { clusterPlace, grouped, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const backupMissing: Rule = {
  id: "backup-missing",
  on: "model",
  phase: "declaration",
  *check({ demands }) {
    const holding = demands.filter(
      ({ entry, cluster }) => entry.holdsData && !entry.backupStore && cluster && !cluster.declared.datastores.backup,
    );
    for (const [id, machines] of grouped(holding, ({ cluster }) => cluster?.id ?? ""))
      yield {
        ...clusterPlace(id, "datastores"),
        of: "key",
        message: `machines that hold data have no backup store (${listing([...new Set(machines.map(({ kind }) => kind))])})`,
        hint: `write "backup: { id: …, sizeGiB: …, dailyChangePercent: … }"`,
      };
  },
};
