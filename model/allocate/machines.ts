import { parseAddress, parsePrefix, sizeOf } from "../net.js";
import type { MachineDemand } from "../resolve/machines.js";
import type { MachineAllocation, RetiredAllocation } from "../schema/allocation.js";
import type { Ledger } from "./ledger.js";

interface Owned {
  readonly machines: Record<string, MachineAllocation>;
  readonly retired: Record<string, RetiredAllocation>;
}

/** What an owner (a school, a data centre) gets: its machines and those that are gone. */
export function allocateMachines(
  ledger: Ledger,
  owned: Owned,
  demands: readonly MachineDemand[],
  number: number | undefined,
  segmentOf: (demand: MachineDemand) => string | undefined,
): Owned {
  const machines: Record<string, MachineAllocation> = {};
  const retired = { ...owned.retired };
  for (const [key, allocation] of Object.entries(owned.machines)) {
    const demand = demands.find((candidate) => candidate.key === key);
    if (demand && demand.cluster?.id === allocation.cluster) machines[key] = withRetirement(allocation, demand);
    else {
      const { vmId, cluster, host, name } = allocation;
      retired[retiredKey(key, retired)] = { vmId, cluster, host, name };
    }
  }
  for (const demand of demands) {
    const segment = segmentOf(demand);
    if (machines[demand.key] || !demand.cluster || !segment) continue;
    machines[demand.key] = {
      vmId: demand.existing.vmId ?? ledger.nextVmId(),
      host: pinnedHost(demand, segment) ?? ledger.nextHost(segment),
      cluster: demand.cluster.id,
      node: demand.existing.node ?? ledger.chooseNode(demand),
      name: demand.existing.hostname ?? machineName(ledger, demand, number),
    };
    ledger.add(machines[demand.key] as MachineAllocation, demand, segment);
  }
  return { machines, retired };
}

/** Remembers that a machine was retiring, so that the next step may remove it (rule machine-dropped). */
function withRetirement(
  { retiring: _, ...allocation }: MachineAllocation,
  { lifecycle }: MachineDemand,
): MachineAllocation {
  return lifecycle === "retiring" ? { ...allocation, retiring: true } : allocation;
}

/** A key can be given up more than once (removed, inserted, removed): each VM id stays on record. */
function retiredKey(key: string, retired: Record<string, unknown>): string {
  let candidate = key;
  for (let n = 2; candidate in retired; n++) candidate = `${key}.${n}`;
  return candidate;
}

/** Host part of a pinned address; undefined when none is pinned, or none that a machine of the segment can have. */
export function pinnedHost({ existing }: MachineDemand, segment: string): number | undefined {
  if (existing.ipv4 === undefined) return undefined;
  const prefix = parsePrefix(segment);
  const part = Number(parseAddress(existing.ipv4) - prefix.base);
  return part > 1 && part < Number(sizeOf(prefix)) - 1 ? part : undefined;
}

/** Kind of a machine that is gone, by its key: `<kind>-<n>`, or `<kind>-<n>.<m>` when it went more than once. */
export function kindOf(key: string): string {
  return key.replace(/-\d+(\.\d+)?$/, "");
}

/**
 * `<abbreviation>-<school number>-<nn>`, as UCS@school's scheme; central machines have no number. A name that was
 * given before still stands in directories, certificates and known hosts, so the next one is taken.
 */
function machineName(ledger: Ledger, { entry, key }: MachineDemand, number: number | undefined): string {
  const stem = number === undefined ? entry.abbreviation : `${entry.abbreviation}-${String(number).padStart(3, "0")}`;
  let index = Number(key.slice(key.lastIndexOf("-") + 1));
  while (ledger.hasName(`${stem}-${String(index).padStart(2, "0")}`)) index++;
  return `${stem}-${String(index).padStart(2, "0")}`;
}
