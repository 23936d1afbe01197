import type { Call, Routes } from "./call.js";
import { failure } from "./errors.js";
import type { Plain } from "./state.js";

const GIB = 1024 ** 3;

function find(call: Call, name: string) {
  const node = call.cluster.nodes.find((candidate) => candidate.name === name);
  if (!node) throw failure(`no such cluster node '${name}'`);
  return node;
}

/** Memory that running VMs hold, in bytes. */
function usedMemory(call: Call, node: string): number {
  const running = call.store.values("vms").filter((vm) => vm.node === node && vm.status === "running");
  return running.reduce((sum, vm) => sum + Number(vm.config.memory ?? 512) * 1024 ** 2, GIB);
}

const uptime = (call: Call): number => Math.floor(Date.now() / 1000) - call.cluster.startedAt + 1;

/** A node as `/nodes` and `/cluster/resources` list it. */
export function nodeSummary(call: Call, name: string): Record<string, unknown> {
  const node = find(call, name);
  return {
    id: `node/${name}`,
    node: name,
    type: "node",
    status: "online",
    level: "",
    uptime: uptime(call),
    cpu: 0.05,
    maxcpu: node.cores,
    mem: usedMemory(call, name),
    maxmem: node.memoryGiB * GIB,
    disk: 8 * GIB,
    maxdisk: 100 * GIB,
    ssl_fingerprint: "",
  };
}

function status(call: Call): Record<string, unknown> {
  const node = find(call, call.node);
  const [total, used] = [node.memoryGiB * GIB, usedMemory(call, node.name)];
  const { version } = call.cluster.config;
  return {
    uptime: uptime(call),
    cpu: 0.05,
    wait: 0,
    idle: 0,
    loadavg: ["0.10", "0.10", "0.10"],
    pveversion: `pve-manager/${version}/simulator`,
    kversion: "Linux 6.14 simulated",
    cpuinfo: {
      cpus: node.cores,
      cores: node.cores / 2,
      sockets: 1,
      mhz: "2400.000",
      model: "simulated",
      hvm: "1",
      user_hz: 100,
      flags: "",
    },
    memory: { total, used, free: total - used },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: { total: 100 * GIB, used: 8 * GIB, free: 92 * GIB, avail: 92 * GIB },
    ksm: { shared: 0 },
    "boot-info": { mode: "efi", secureboot: 0 },
    "current-kernel": { sysname: "Linux", release: "6.14", version: "simulated", machine: "x86_64" },
  };
}

/** Bridges of the configuration and what was made through the API. */
function interfaces(call: Call): Plain[] {
  const { host, bridges } = call.cluster.config;
  const declared = bridges.map(
    (iface, index): Plain => ({
      iface,
      type: "bridge",
      active: 1,
      autostart: 1,
      priority: index + 1,
      bridge_vlan_aware: 1,
      families: ["inet"],
      ...(index === 0 ? { method: "static", address: host, netmask: "24", cidr: `${host}/24` } : { method: "manual" }),
    }),
  );
  const prefix = `network/${call.node}/`;
  const made = call.store.entries("plain").flatMap(([id, entry]) => (id.startsWith(prefix) ? [{ ...entry }] : []));
  return [...declared, ...made].filter(({ type }) => {
    const wanted = call.tryText("type");
    return wanted === undefined || wanted === type || (wanted.startsWith("any_") && type === "bridge");
  });
}

function requireInterface(call: Call): Readonly<Plain> {
  const found = interfaces(call).find(({ iface }) => iface === call.text("iface"));
  if (!found) throw failure("interface does not exist");
  return found;
}

function putInterface(call: Call): void {
  const { node: _node, delete: _delete, ...entry } = call.parameters;
  call.store.put("plain", `network/${call.node}/${call.text("iface")}`, {
    active: 1,
    method: "manual",
    ...entry,
  });
}

export const nodeRoutes: Routes = {
  "GET /nodes": (call) => call.cluster.nodes.map(({ name }) => nodeSummary(call, name)),
  "GET /nodes/{node}/lxc": () => [],
  "GET /nodes/{node}/status": status,
  "GET /nodes/{node}/version": (call) => version(call),
  "GET /version": (call) => version(call),
  "GET /nodes/{node}/network": interfaces,
  "GET /nodes/{node}/network/{iface}": requireInterface,
  "POST /nodes/{node}/network": putInterface,
  "PUT /nodes/{node}/network/{iface}": putInterface,
  "PUT /nodes/{node}/network": (call) => call.task({ type: "srvreload", id: "networking" }, () => {}),
  "DELETE /nodes/{node}/network/{iface}": (call) => {
    requireInterface(call);
    call.store.remove("plain", `network/${call.node}/${call.text("iface")}`);
  },
  "GET /nodes/{node}/tasks": (call) =>
    call.store
      .values("tasks")
      .filter((task) => task.node === call.node)
      .slice(-50)
      .reverse()
      .map(({ log: _log, locks: _locks, exitstatus, ...task }) => ({ ...task, status: exitstatus })),
  "GET /nodes/{node}/tasks/{upid}/status": (call) => {
    const { log: _log, locks: _locks, ...task } = call.cluster.tasks.get(call.text("upid"));
    return { ...task, pid: Number.parseInt(task.upid.split(":")[2] ?? "0", 16), pstart: 1 };
  },
  "GET /nodes/{node}/tasks/{upid}/log": (call) => {
    const { start = 0, limit = 50 } = call.parameters as { start?: number; limit?: number };
    const { log } = call.cluster.tasks.get(call.text("upid"));
    return log.map((t, index) => ({ n: index + 1, t })).slice(start, limit === 0 ? undefined : start + limit);
  },
};

function version(call: Call): Record<string, string> {
  const text = call.cluster.config.version;
  return { version: text, release: text.split(".").slice(0, 2).join("."), repoid: "simulator" };
}
