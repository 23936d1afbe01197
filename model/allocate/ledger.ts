import type { MachineDemand } from "../resolve/machines.js";
import type { MachineAllocation } from "../schema/allocation.js";

/** First host part that a machine can get: below it stand network, gateway and its redundant pair. */
const FIRST_HOST = 4;

/** What is taken while allocation runs: VM ids, names, hosts per segment, and the load of the nodes. */
export class Ledger {
  readonly #vmIds: Set<number>;
  readonly #hosts = new Map<string, Set<number>>();
  readonly #names: Set<string>;
  readonly #memory = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  #next: number;

  constructor(
    readonly pool: { from: number; to: number },
    usedVmIds: Iterable<number>,
    usedNames: Iterable<string>,
  ) {
    this.#vmIds = new Set(usedVmIds);
    this.#names = new Set(usedNames);
    this.#next = pool.from;
  }

  add(allocation: MachineAllocation, demand: MachineDemand, segment: string): void {
    this.#vmIds.add(allocation.vmId);
    this.#names.add(allocation.name);
    this.reserve(segment, allocation.host);
    const node = `${allocation.cluster}/${allocation.node}`;
    this.#memory.set(node, (this.#memory.get(node) ?? 0) + (demand.size?.memoryGiB ?? 0));
    const kind = `${node}/${demand.kind}`;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  /** Keeps a host part, e.g. of a pinned address, from being given to another machine. */
  reserve(segment: string, host: number | undefined): void {
    if (host !== undefined) this.#hosts.set(segment, (this.#hosts.get(segment) ?? new Set()).add(host));
  }

  hasName(name: string): boolean {
    return this.#names.has(name);
  }

  /** Past the pool's end it goes on counting: a rule reports that with the key that has to be widened. */
  nextVmId(): number {
    while (this.#vmIds.has(this.#next)) this.#next++;
    this.#vmIds.add(this.#next);
    return this.#next;
  }

  nextHost(segment: string): number {
    const used = this.#hosts.get(segment);
    let host = FIRST_HOST;
    while (used?.has(host)) host++;
    return host;
  }

  /** The node with the fewest machines of the kind (where they shall be spread), then with the most free memory. */
  chooseNode({ cluster, entry, kind }: MachineDemand): string {
    const nodes = Object.entries(cluster?.declared.nodes ?? {}).map(([name, { memoryGiB }]) => {
      const id = `${cluster?.id}/${name}`;
      const peers = entry.spread ? (this.#kinds.get(`${id}/${kind}`) ?? 0) : 0;
      return { name, peers, load: (this.#memory.get(id) ?? 0) / memoryGiB };
    });
    nodes.sort((a, b) => a.peers - b.peers || a.load - b.load || (a.name < b.name ? -1 : 1));
    return nodes[0]?.name ?? "";
  }
}
