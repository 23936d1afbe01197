import { parseAddress, parsePrefix, sizeOf } from "../net.js";
import { schoolStack } from "../resolve/clusters.js";
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
  school: { readonly key: string; readonly number: number } | undefined,
  segmentOf: (demand: MachineDemand) => string | undefined,
): Owned {
  const machines: Record<string, MachineAllocation> = {};
  const retired = { ...owned.retired };
  for (const [key, allocation] of Object.entries(owned.machines)) {
    const demand = demands.find((candidate) => candidate.key === key);
    if (demand && demand.cluster?.id === allocation.cluster) machines[key] = withRetirement(allocation, demand);
    else {
      const { node: _, retiring: __, ...numbers } = allocation;
      retired[retiredKey(key, retired)] = numbers;
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
      name: demand.existing.hostname ?? machineName(ledger, demand, school?.number),
      ...stackOf(school?.key, demand.cluster.id, [...Object.values(machines), ...Object.values(retired)]),
    };
    ledger.add(machines[demand.key] as MachineAllocation, demand, segment);
  }
  return { machines, retired };
}

/** A stack speaks to one cluster: on another one than those of its stacks a school gets a further stack. */
function stackOf(
  key: string | undefined,
  cluster: string,
  known: readonly (MachineAllocation | RetiredAllocation)[],
): { stack?: string } {
  if (key === undefined) return {};
  const beside = known.find((machine) => machine.cluster === cluster);
  if (beside) return beside.stack === undefined ? {} : { stack: beside.stack };
  const taken = new Set(known.map((machine) => schoolStack(key, machine)));
  if (!taken.has(schoolStack(key, { cluster }))) return {};
  let stack = `${key}-${cluster}`;
  for (let n = 2; taken.has(stack); n++) stack = `${key}-${cluster}-${n}`;
  return { stack };
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
