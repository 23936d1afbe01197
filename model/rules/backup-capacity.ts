import type { PlatformCluster } from "../platform.js";
import { builtMachines, clusterPlace, diskGiB, grouped } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Reckons with full disks: a store that holds these holds what is in them. */
export const backupCapacity: Rule = {
  id: "backup-capacity",
  on: "model",
  phase: "platform",
  *check({ platform, catalogue }) {
    const { value: days, source } = catalogue.lines.backupDays;
    for (const clusters of grouped(Object.values(platform.clusters), store).values()) {
      const [first] = clusters;
      const backup = first?.declared.datastores.backup;
      if (!first || !backup) continue;
      const machines = clusters.flatMap(({ id }) => builtMachines(platform.machines, id));
      const data = diskGiB(machines.filter((vm) => vm.backup));
      const needed = Math.ceil(data * (1 + (days * backup.dailyChangePercent) / 100));
      if (needed > backup.sizeGiB)
        yield {
          ...clusterPlace(first.id, "datastores", "backup", "sizeGiB"),
          message: `${data} GiB of data, of which ${backup.dailyChangePercent} % change in a day, need ${needed} GiB for ${days} days; the store has ${backup.sizeGiB} GiB`,
          hint: source,
        };
    }
  },
};

/** A shared store of one name is one store, also when several clusters use it. */
function store({ id, declared }: PlatformCluster): string {
  const backup = declared.datastores.backup;
  return backup?.shared ? `shared ${backup.id}` : id;
}
