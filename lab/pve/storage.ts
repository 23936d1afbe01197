import type { Call, Routes } from "./call.js";
import { deleted, keep } from "./crud.js";
import { badParameters, failure } from "./errors.js";
import { splitList } from "./formats.js";
import type { Storage } from "./state.js";
import { storageOf } from "./volume-store.js";

const GIB = 1024 ** 3;
/** Capacity of a storage that is made through the API. */
const DEFAULT_CAPACITY = 10_000 * GIB;
/** Types that every node reaches over the network. */
const NETWORK_TYPES = new Set(["cephfs", "cifs", "glusterfs", "iscsi", "nfs", "pbs", "rbd"]);

/** The storage as `storage.cfg` has it. Secrets are never answered. */
function definition(storage: Readonly<Storage>): Record<string, unknown> {
  const { password: _password, "encryption-key": _key, ...options } = storage.options;
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    shared: storage.shared,
    ...options,
  };
}

const isOn = (storage: Readonly<Storage>, node: string): boolean => {
  const nodes = splitList(storage.options.nodes as string | undefined);
  return nodes.length === 0 || nodes.includes(node);
};

function status(call: Call, storage: Readonly<Storage>): Record<string, unknown> {
  const enabled = storage.options.disable === 1 ? 0 : 1;
  const used = storageOf(call.cluster, storage.storage).used(call.node);
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content,
    shared: storage.shared,
    enabled,
    active: enabled,
    total: storage.capacity,
    used,
    avail: storage.capacity - used,
    used_fraction: used / storage.capacity,
  };
}

function create(call: Call): unknown {
  const { storage, type, content, shared, ...options } = keep(call.parameters);
  const id = String(storage);
  if (call.store.get("storages", id)) throw failure(`create storage failed: storage ID '${id}' already defined`);
  call.store.put("storages", id, {
    storage: id,
    type: String(type),
    content: String(content ?? (type === "pbs" ? "backup" : "images,rootdir")),
    shared: NETWORK_TYPES.has(String(type)) ? 1 : Number(shared ?? 0),
    capacity: DEFAULT_CAPACITY,
    options: options as Storage["options"],
  });
  return { storage: id, type, config: {} };
}

function update(call: Call): unknown {
  const known = call.cluster.storage(call.text("storage"));
  const { storage: _id, content, shared, ...options } = keep(call.parameters);
  const merged = { ...known.options, ...options } as Storage["options"];
  for (const name of deleted(call)) delete merged[name];
  call.store.put("storages", known.storage, {
    ...known,
    content: String(content ?? known.content),
    shared: Number(shared ?? known.shared),
    options: merged,
  });
  return { storage: known.storage, type: known.type };
}

function onNode(call: Call): Readonly<Storage>[] {
  const wanted = splitList(call.tryText("content"));
  return call.store.values("storages").filter((storage) => {
    const offers = storage.content.split(",");
    if (!isOn(storage, call.node) || (wanted.length > 0 && !wanted.some((type) => offers.includes(type)))) return false;
    if (call.flag("enabled") && storage.options.disable === 1) return false;
    return (call.tryText("storage") ?? storage.storage) === storage.storage;
  });
}

function requireOnNode(call: Call): Readonly<Storage> {
  const storage = call.cluster.storage(call.text("storage"));
  if (!isOn(storage, call.node)) throw failure(`storage '${storage.storage}' is not available on node '${call.node}'`);
  return storage;
}

export const storageRoutes: Routes = {
  "GET /storage": (call) =>
    call.store
      .values("storages")
      .filter(({ type }) => type === (call.tryText("type") ?? type))
      .map(definition),
  "POST /storage": create,
  "GET /storage/{storage}": (call) => definition(call.cluster.storage(call.text("storage"))),
  "PUT /storage/{storage}": update,
  "DELETE /storage/{storage}": (call) => {
    const { storage } = call.cluster.storage(call.text("storage"));
    const user = call.store.values("volumes").find((volume) => volume.storage === storage && volume.vmid !== undefined);
    if (user) throw badParameters({ storage: `storage '${storage}' is in use by VM ${user.vmid}` });
    call.store.remove("storages", storage);
  },
  "GET /nodes/{node}/storage": (call) => onNode(call).map((storage) => status(call, storage)),
  "GET /nodes/{node}/storage/{storage}/status": (call) => status(call, requireOnNode(call)),
};
