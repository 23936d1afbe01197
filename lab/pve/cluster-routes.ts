import type { Call, Routes } from "./call.js";
import { deleted, keep, list } from "./crud.js";
import { badParameters } from "./errors.js";
import { nodeSummary } from "./nodes.js";
import { summary } from "./vm.js";
import { storageOf } from "./volume-store.js";

function nextId(call: Call): string {
  const wanted = call.tryNumber("vmid");
  if (wanted !== undefined) {
    if (call.store.get("vms", wanted)) throw badParameters({ vmid: `VM ${wanted} already exists` });
    return String(wanted);
  }
  let vmid = 100;
  while (call.store.get("vms", vmid)) vmid++;
  return String(vmid);
}

type Resource = Record<string, unknown>;

/** Kinds of resources by the value of the parameter `type`. */
const RESOURCES: Readonly<Record<string, (call: Call) => Resource[]>> = {
  vm: vms,
  pool: (call) => call.store.entries("pools").map(([pool]) => ({ id: `/pool/${pool}`, type: "pool", pool })),
  node: (call) => call.cluster.nodes.map(({ name }) => nodeSummary(call, name)),
  storage: storages,
  sdn: zones,
};

function resources(call: Call): Resource[] {
  const wanted = call.tryText("type");
  return Object.entries(RESOURCES).flatMap(([type, find]) => (type === (wanted ?? type) ? find(call) : []));
}

function vms(call: Call): Resource[] {
  return call.store.values("vms").map((vm) => {
    const { cpus, ...rest } = summary(vm);
    const pool = vm.pool ? { pool: vm.pool } : {};
    return { ...rest, id: `qemu/${vm.vmid}`, type: "qemu", node: vm.node, maxcpu: cpus, ...pool };
  });
}

function zones(call: Call): Resource[] {
  return list(call, "running/sdn/zones").flatMap(({ zone }) =>
    call.cluster.nodes.map(({ name }) => ({
      id: `sdn/${name}/${String(zone)}`,
      type: "sdn",
      node: name,
      sdn: zone,
      status: "ok",
    })),
  );
}

function storages(call: Call): Resource[] {
  return call.store.values("storages").flatMap((storage) =>
    call.cluster.nodes.map(({ name }) => ({
      id: `storage/${name}/${storage.storage}`,
      type: "storage",
      node: name,
      storage: storage.storage,
      status: "available",
      plugintype: storage.type,
      shared: storage.shared,
      maxdisk: storage.capacity,
      disk: storageOf(call.cluster, storage.storage).used(name),
    })),
  );
}

export const clusterRoutes: Routes = {
  "GET /cluster/nextid": nextId,
  "GET /cluster/resources": resources,
  "GET /cluster/status": (call) => [
    {
      id: "cluster",
      type: "cluster",
      name: call.cluster.config.id,
      nodes: call.cluster.nodes.length,
      quorate: 1,
      version: 1,
    },
    ...call.cluster.nodes.map(({ name }, index) => ({
      id: `node/${name}`,
      type: "node",
      name,
      nodeid: index + 1,
      online: 1,
      local: index === 0 ? 1 : 0,
      ip: call.cluster.config.host,
    })),
  ],
  "GET /cluster/options": (call) => call.store.get("plain", "options/cluster") ?? {},
  "PUT /cluster/options": (call) => {
    const options = { ...call.store.get("plain", "options/cluster"), ...keep(call.parameters) };
    for (const name of deleted(call)) delete options[name];
    call.store.put("plain", "options/cluster", options);
  },
};
