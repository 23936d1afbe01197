import type { Call, Routes } from "./call.js";
import { failure } from "./errors.js";
import { splitList } from "./formats.js";
import type { Pool, Vm } from "./state.js";
import { summary } from "./vm.js";

function requirePool(call: Call, id: string): Readonly<Pool> {
  const pool = call.store.get("pools", id);
  if (!pool) throw failure(`pool '${id}' does not exist`);
  return pool;
}

const membersOf = (call: Call, id: string): Readonly<Vm>[] => call.store.values("vms").filter((vm) => vm.pool === id);

function show(call: Call, id: string): Record<string, unknown> {
  const { comment, storages } = requirePool(call, id);
  const vms = membersOf(call, id).map((vm) => ({
    ...summary(vm),
    id: `qemu/${vm.vmid}`,
    type: "qemu",
    node: vm.node,
  }));
  const node = call.cluster.nodes[0]?.name;
  const stores = storages.map((storage) => ({
    id: `storage/${node}/${storage}`,
    type: "storage",
    storage,
    node,
  }));
  return { poolid: id, ...(comment === undefined ? {} : { comment }), members: [...vms, ...stores] };
}

function update(call: Call): void {
  const id = call.text("poolid");
  requirePool(call, id);
  const pool = call.store.edit("pools", id) as Pool;
  if (call.parameters.comment !== undefined) pool.comment = call.text("comment");
  for (const vmid of splitList(call.tryText("vms"))) moveVm(call, id, Number(vmid));
  const storages = splitList(call.tryText("storage"));
  pool.storages = call.flag("delete")
    ? pool.storages.filter((storage) => !storages.includes(storage))
    : [...new Set([...pool.storages, ...storages])];
}

function moveVm(call: Call, pool: string, vmid: number): void {
  const vm = call.store.edit("vms", vmid);
  if (!vm) throw failure(`VM ${vmid} does not exist`);
  if (call.flag("delete")) {
    if (vm.pool !== pool) throw failure(`VM ${vmid} is not a pool member`);
    delete vm.pool;
    return;
  }
  if (vm.pool === pool) throw failure(`VM ${vmid} is already a pool member`);
  if (vm.pool && !call.flag("allow-move"))
    throw failure(`VM ${vmid} belongs already to pool '${vm.pool}' and 'allow-move' is not set`);
  vm.pool = pool;
}

function remove(call: Call): void {
  const id = call.text("poolid");
  const pool = requirePool(call, id);
  const [vm] = membersOf(call, id);
  if (vm) throw failure(`delete pool failed: pool '${id}' is not empty (contains VM ${vm.vmid})`);
  if (pool.storages.length > 0)
    throw failure(`delete pool failed: pool '${id}' is not empty (contains storage '${pool.storages[0]}')`);
  call.store.remove("pools", id);
  for (const [key, entry] of call.store.entries("acl")) if (entry.path === `/pool/${id}`) call.store.remove("acl", key);
}

export const poolRoutes: Routes = {
  "GET /pools": (call) => {
    const id = call.tryText("poolid");
    if (id !== undefined) return [show(call, id)];
    return call.store
      .entries("pools")
      .map(([poolid, { comment }]) => ({ poolid, ...(comment === undefined ? {} : { comment }) }));
  },
  "GET /pools/{poolid}": (call) => show(call, call.text("poolid")),
  "POST /pools": (call) => {
    const id = call.text("poolid");
    if (call.store.get("pools", id)) throw failure(`create pool failed: pool '${id}' already exists`);
    const comment = call.tryText("comment");
    call.store.put("pools", id, { storages: [], ...(comment === undefined ? {} : { comment }) });
  },
  "PUT /pools": update,
  "PUT /pools/{poolid}": update,
  "DELETE /pools": remove,
  "DELETE /pools/{poolid}": remove,
};
