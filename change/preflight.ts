import type { Platform, PlatformCluster, VirtualMachine } from "../model/platform.js";
import { PLATFORM_PRIVILEGES } from "../model/privileges.js";
import type { Cluster } from "../model/schema/cluster.js";

const GIB = 1024 ** 3;

/** Oldest Proxmox VE with the content type `import`, from which machines get their disks. */
const OLDEST = [8, 4] as const;

/** What a cluster says about itself; sizes in bytes. Gathered by scripts/lib/cluster-facts.ts. */
export interface ClusterFacts {
  readonly version: string;
  readonly nodes: readonly NodeFacts[];
  readonly vms: readonly {
    readonly vmid: number;
    readonly name: string;
    readonly node: string;
    readonly tags: readonly string[];
  }[];
  /** Rights of the token on `/`. */
  readonly privileges: readonly string[];
}

export interface NodeFacts {
  readonly name: string;
  readonly online: boolean;
  readonly cores: number;
  readonly memory: number;
  readonly memoryUsed: number;
  readonly bridges: readonly { readonly name: string; readonly vlanAware: boolean }[];
  readonly stores: readonly StoreFacts[];
}

export interface StoreFacts {
  readonly id: string;
  readonly active: boolean;
  readonly content: readonly string[];
  readonly total: number;
  readonly available: number;
}

/** One line of the report: what was looked at, what was found, and what to do where it is not enough. */
export interface Check {
  readonly check: string;
  readonly found: string;
  /** Absent when all is well. */
  readonly todo?: string;
}

/** Compares a cluster with what the Platform will place on it. Pure: reads nothing, changes nothing. */
export function preflight(platform: Platform, cluster: PlatformCluster, facts: ClusterFacts): Check[] {
  const { declared } = cluster;
  const owned = machinesOf(platform, cluster);
  const present = new Set(facts.vms.map(({ vmid }) => vmid));
  const added = owned.filter(({ vmId }) => !present.has(vmId));
  const found = Object.keys(declared.nodes).flatMap(
    (name) => facts.nodes.find((node) => node.name === name && node.online) ?? [],
  );
  return [
    version(facts),
    nodes(declared, found),
    bridge(declared, found),
    ...storeUses(declared).map((use) => content(use, found)),
    ...found.map((node) => compute(declared, node, added)),
    ...found.flatMap((node, index) => storage(declared, node, added, index === 0)),
    rights(facts),
    vmIds(owned, facts),
  ];
}

function machinesOf({ machines }: Platform, { id }: PlatformCluster): VirtualMachine[] {
  return Object.values(machines).filter((vm) => vm.cluster === id && vm.lifecycle !== "planned");
}

function version({ version: text }: ClusterFacts): Check {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return line(
    "version",
    text,
    good,
    `upgrade to Proxmox VE ${OLDEST.join(".")} or newer: older ones have no content type import`,
  );
}

function nodes(declared: Cluster, found: readonly NodeFacts[]): Check {
  const missing = Object.keys(declared.nodes).filter((name) => !found.some((node) => node.name === name));
  const seen = `${found.length} of ${Object.keys(declared.nodes).length} online`;
  return line(
    "nodes",
    seen,
    missing.length === 0,
    `start ${missing.join(", ")}, or correct the names under cluster.nodes`,
  );
}

/** SDN zones need the bridge only; machines with VLAN tags of their own need it VLAN-aware. */
function bridge({ network }: Cluster, found: readonly NodeFacts[]): Check {
  const tagged = network.kind === "bridge";
  const lacking = found.filter(
    ({ bridges }) => !bridges.some(({ name, vlanAware }) => name === network.bridge && (vlanAware || !tagged)),
  );
  const names = lacking.map(({ name }) => name).join(", ");
  const good = lacking.length === 0;
  return line(
    `bridge ${network.bridge}`,
    good ? "on every node" : `not on ${names}`,
    good,
    `create the ${tagged ? "VLAN-aware " : ""}Linux bridge ${network.bridge} on ${names}`,
  );
}

interface StoreUse {
  readonly id: string;
  readonly type: string;
}

function storeUses({ datastores: { vm, images, backup } }: Cluster): StoreUse[] {
  return [
    { id: vm.id, type: "images" },
    { id: images.id, type: "import" },
    ...(backup ? [{ id: backup.id, type: "backup" }] : []),
  ];
}

function content({ id, type }: StoreUse, found: readonly NodeFacts[]): Check {
  const stores = found.map(({ name, stores }) => ({ node: name, store: stores.find((store) => store.id === id) }));
  const absent = stores.filter(({ store }) => !store?.active).map(({ node }) => node);
  if (absent.length > 0)
    return line(
      `datastore ${id}`,
      `not active on ${absent.join(", ")}`,
      false,
      `make the storage ${id} available on ${absent.join(", ")}`,
    );
  const offered = stores[0]?.store?.content ?? [];
  const todo = `pvesm set ${id} --content ${[...offered, type].join(",")}`;
  return line(`datastore ${id}`, offered.join(","), offered.includes(type), todo);
}

/** What is new on a node must fit into its free memory; what is declared must be there. */
function compute(declared: Cluster, node: NodeFacts, added: readonly VirtualMachine[]): Check {
  const own = declared.nodes[node.name];
  const needed = sum(added.filter((vm) => vm.node === node.name).map((vm) => vm.memoryMiB * 1024 ** 2));
  const free = node.memory - node.memoryUsed;
  const cores = own?.cores ?? 0;
  const found = `${node.cores} cores, ${gib(free)} of ${gib(node.memory)} GiB free, ${gib(needed)} GiB to be placed`;
  if (node.cores < cores)
    return line(`node ${node.name}`, found, false, `declare at most ${node.cores} cores (declared: ${cores})`);
  if (node.memory < (own?.memoryGiB ?? 0) * GIB)
    return line(
      `node ${node.name}`,
      found,
      false,
      `declare at most ${Math.floor(node.memory / GIB)} GiB of memory (declared: ${own?.memoryGiB})`,
    );
  return line(`node ${node.name}`, found, needed <= free, "free memory on this node, or give the machines another one");
}

/** Shared stores are counted once, others on each node. */
function storage({ datastores }: Cluster, node: NodeFacts, added: readonly VirtualMachine[], first: boolean): Check[] {
  return Object.entries(datastores).flatMap(([use, declared]) => {
    const store = node.stores.find(({ id }) => id === declared?.id);
    if (!declared || !store || (declared.shared && !first)) return [];
    const placed = use === "vm" ? added.filter((vm) => declared.shared || vm.node === node.name) : [];
    const needed = sum(placed.flatMap((vm) => vm.disks).map(({ sizeGiB }) => sizeGiB * GIB));
    const name = `space on ${declared.id}${declared.shared ? "" : ` (${node.name})`}`;
    const found = `${gib(store.available)} of ${gib(store.total)} GiB free, ${gib(needed)} GiB to be placed`;
    if (store.total < declared.sizeGiB * GIB)
      return [line(name, found, false, `declare at most ${gib(store.total)} GiB (declared: ${declared.sizeGiB})`)];
    return [line(name, found, needed <= store.available, "make room, or enlarge the storage")];
  });
}

function rights({ privileges }: ClusterFacts): Check {
  const missing = PLATFORM_PRIVILEGES.filter((privilege) => !privileges.includes(privilege));
  const found = `${PLATFORM_PRIVILEGES.length - missing.length} of ${PLATFORM_PRIVILEGES.length} rights`;
  return line(
    "token rights",
    found,
    missing.length === 0,
    `add to the token's role: ${missing.join(", ")} (npm run bootstrap prints the commands)`,
  );
}

/** A machine is ours when it carries its stack's tag; the same question stands in each stack as a precondition. */
function vmIds(owned: readonly VirtualMachine[], { vms }: ClusterFacts): Check {
  const foreign = owned.flatMap(({ vmId, stack, name }) => {
    const holder = vms.find(({ vmid, tags }) => vmid === vmId && !tags.includes(stack));
    return holder ? [`${vmId} (planned for ${name}) is held by ${holder.name} on ${holder.node}`] : [];
  });
  const found = foreign.length === 0 ? `${owned.length} free or ours` : foreign.join("; ");
  return line(
    "VM ids",
    found,
    foreign.length === 0,
    "find out whose machine it is; then remove it, or give ours another id: existing.vmId",
  );
}

function line(check: string, found: string, good: boolean, todo: string): Check {
  return good ? { check, found } : { check, found, todo };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function gib(bytes: number): number {
  return Math.floor(bytes / GIB);
}
