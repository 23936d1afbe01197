import { randomUUID } from "node:crypto";
import type { Call, Routes } from "./call.js";
import { collection } from "./crud.js";
import { badParameters, failure } from "./errors.js";
import { splitList } from "./formats.js";
import type { Plain } from "./state.js";
import type { Store } from "./store.js";

function checkBackup(call: Call, job: Plain): void {
  const chosen = [job.vmid, job.pool, job.all === 1 ? 1 : undefined].filter((value) => value !== undefined);
  if (chosen.length === 0) throw badParameters({ vmid: "property is missing and it is not optional" });
  if (job.pool !== undefined && !call.store.get("pools", String(job.pool)))
    throw failure(`no such pool '${String(job.pool)}'`);
  if (job.storage === undefined) return;
  const storage = call.cluster.storage(String(job.storage));
  if (!storage.content.split(",").includes("backup"))
    throw failure(`storage '${storage.storage}' does not support backups`);
}

const backupRoutes = collection({
  name: "backup",
  path: "/cluster/backup",
  key: "id",
  noun: "No such job",
  defaults: { type: "vzdump", enabled: 1 },
  beforeCreate: (call, job) => {
    job.id ??= `backup-${randomUUID().slice(0, 13)}`;
    checkBackup(call, job);
  },
  beforeUpdate: checkBackup,
});

const replicationRoutes = collection({
  name: "replication",
  path: "/cluster/replication",
  key: "id",
  noun: "replication job",
  beforeCreate: (call, job) => {
    const vmid = String(job.id).split("-")[0] as string;
    const vm = call.store.get("vms", vmid);
    if (!vm) throw failure(`guest '${vmid}' does not exist`);
    call.cluster.requireNode(String(job.target));
    if (vm.node === job.target) throw badParameters({ target: "source and target cannot be the same node" });
    Object.assign(job, { guest: Number(vmid), jobnum: Number(String(job.id).split("-")[1]) });
  },
});

/** Takes a destroyed VM out of everything that names it, as `purge` does. */
export function removeJobsOf(store: Store, vmid: number): void {
  store.remove("plain", `ha/resources/vm:${vmid}`);
  for (const [key, entry] of store.entries("plain")) {
    if (key.startsWith("replication/") && entry.guest === vmid) store.remove("plain", key);
    const field = key.startsWith("backup/") ? "vmid" : key.startsWith("ha/rules/") ? "resources" : undefined;
    const name = field === "vmid" ? String(vmid) : `vm:${vmid}`;
    const members = field && entry[field] !== undefined ? splitList(String(entry[field])) : [];
    if (!field || !members.includes(name)) continue;
    const left = members.filter((member) => member !== name);
    if (left.length === 0) store.remove("plain", key);
    else store.put("plain", key, { ...entry, [field]: left.join(",") });
  }
}

/** Backup jobs, replication jobs and metric servers. */
export const jobRoutes: Routes = {
  ...backupRoutes,
  ...replicationRoutes,
  ...collection({
    name: "metrics",
    path: "/cluster/metrics/server",
    key: "id",
    noun: "no such server",
    createAtEntry: true,
  }),
};
