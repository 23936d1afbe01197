import type { Cluster } from "./cluster.js";
import { failure } from "./errors.js";
import type { Storage, Volume } from "./state.js";

/** Storages that keep volumes as files in a folder per VM. */
const FILE_TYPES = new Set(["dir", "nfs", "cifs", "cephfs", "btrfs", "glusterfs"]);

/** One storage with what lies on it. */
export class VolumeStore {
  constructor(
    private readonly cluster: Cluster,
    readonly storage: Readonly<Storage>,
  ) {}

  /** Volumes that a node sees. */
  list(node: string): Readonly<Volume>[] {
    const prefix = `${this.#place(node)}/${this.storage.storage}:`;
    return this.cluster.store.entries("volumes").flatMap(([key, volume]) => (key.startsWith(prefix) ? [volume] : []));
  }

  get(node: string, volid: string): Readonly<Volume> | undefined {
    return this.cluster.store.get("volumes", `${this.#place(node)}/${volid}`);
  }

  put(volume: Volume): void {
    this.cluster.store.put("volumes", `${volume.node ?? "*"}/${volume.volid}`, volume);
  }

  remove(node: string, volid: string): void {
    this.cluster.store.remove("volumes", `${this.#place(node)}/${volid}`);
  }

  /** Bytes taken; a volume counts with its full size. */
  used(node: string): number {
    return this.list(node).reduce((sum, volume) => sum + volume.size, 0);
  }

  /** @throws ApiError 500 in the words of PVE::Storage::LVMPlugin (kibibytes) */
  requireSpace(node: string | undefined, bytes: number): void {
    const free = this.storage.capacity - this.used(node ?? "");
    if (bytes > free) throw failure(`not enough free space (${Math.floor(free / 1024)} < ${Math.ceil(bytes / 1024)})`);
  }

  requireContent(content: string): void {
    if (this.storage.content.split(",").includes(content)) return;
    throw failure(`storage '${this.storage.storage}' does not support content-type '${content}'`);
  }

  /** undefined on a shared storage */
  nodeOf(node: string): { node?: string } {
    return this.storage.shared ? {} : { node };
  }

  get keepsFiles(): boolean {
    return FILE_TYPES.has(this.storage.type);
  }

  #place(node: string): string {
    return this.storage.shared ? "*" : node;
  }
}

export const storageOf = (cluster: Cluster, id: string): VolumeStore => new VolumeStore(cluster, cluster.storage(id));

const storageName = (volid: string): string => volid.slice(0, volid.indexOf(":"));

export function findVolume(cluster: Cluster, node: string, volid: string): Readonly<Volume> | undefined {
  if (!volid.includes(":") || volid.startsWith("/")) throw failure(`unable to parse volume ID '${volid}'`);
  return storageOf(cluster, storageName(volid)).get(node, volid);
}

export function freeVolume(cluster: Cluster, node: string, volid: string): void {
  storageOf(cluster, storageName(volid)).remove(node, volid);
}

export interface Allocation {
  readonly vmid: number;
  readonly node: string;
  readonly storage: string;
  readonly bytes: number;
  readonly format?: string;
  /** default: the first free `vm-<id>-disk-<n>` */
  readonly name?: string;
}

/** Makes an empty volume for a VM. */
export function allocate(cluster: Cluster, order: Allocation): Volume {
  const storage = storageOf(cluster, order.storage);
  storage.requireContent("images");
  storage.requireSpace(order.node, order.bytes);
  const format = storage.keepsFiles ? (order.format ?? "raw") : "raw";
  const volid = (name: string): string =>
    storage.keepsFiles ? `${order.storage}:${order.vmid}/${name}.${format}` : `${order.storage}:${name}`;
  const volume: Volume = {
    volid: volid(order.name ?? freeName(storage, order, volid)),
    storage: order.storage,
    ...storage.nodeOf(order.node),
    content: "images",
    format,
    size: order.bytes,
    ctime: Math.floor(Date.now() / 1000),
    vmid: order.vmid,
  };
  storage.put(volume);
  return volume;
}

function freeName(storage: VolumeStore, { vmid, node }: Allocation, volid: (name: string) => string): string {
  for (let index = 0; ; index++) {
    const name = `vm-${vmid}-disk-${index}`;
    if (!storage.get(node, volid(name))) return name;
  }
}
