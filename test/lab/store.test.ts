import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendAdmin } from "../../lab/pve/admin.js";
import { Store } from "../../lab/pve/store.js";
import { CLUSTER, newFolder } from "./support.js";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (store: Store, id: string): void => store.transact(() => store.put("groups", id, { comment: id }));

test("a store that was never closed forgets nothing that was acknowledged", () => {
  const first = new Store(folder);
  put(first, "a");
  put(first, "b");
  first.transact(() => first.remove("groups", "a"));
  expect(new Store(folder).entries("groups")).toEqual([["b", { comment: "b" }]]);
});

test("a line that a kill left unfinished is ignored", () => {
  put(new Store(folder), "a");
  appendFileSync(join(folder, "journal.jsonl"), '["groups","b",{"comm');
  expect(new Store(folder).entries("groups")).toEqual([["a", { comment: "a" }]]);
});

test("a transaction that throws changes nothing", () => {
  const store = new Store(folder);
  put(store, "a");
  const failing = () =>
    store.transact(() => {
      const group = store.edit("groups", "a");
      if (group) group.comment = "changed";
      store.remove("groups", "a");
      store.put("groups", "b", {});
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect(store.entries("groups")).toEqual([["a", { comment: "a" }]]);
  expect(new Store(folder).entries("groups")).toEqual([["a", { comment: "a" }]]);
});

test("a small change is written as a small line", () => {
  const store = new Store(folder);
  store.transact(() => {
    for (let index = 0; index < 1000; index++) store.put("groups", `g${index}`, { comment: "x".repeat(1000) });
  });
  const before = statSync(join(folder, "journal.jsonl")).size;
  put(store, "one-more");
  expect(statSync(join(folder, "journal.jsonl")).size - before).toBeLessThan(100);
});

/** Starts the simulator as a process and waits until it listens. */
async function startProcess() {
  const configFile = join(folder, "clusters.json");
  writeFileSync(configFile, JSON.stringify({ clusters: [CLUSTER] }));
  const parameters = ["--import", "tsx", "lab/pve/main.ts", "--config", configFile, "--state", join(folder, "state")];
  const child = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  return { child, exit, ready: JSON.parse(line) };
}

test("the process tells when it is ready, survives a kill with its state, and ends cleanly", {
  timeout: 60_000,
}, async () => {
  const state = join(folder, "state");
  const first = await startProcess();
  expect(first.ready).toEqual({
    ready: true,
    clusters: [{ id: "rz1", endpoint: expect.stringMatching(/^https:/) }],
    pid: first.child.pid,
  });
  expect(statSync(join(state, "ca.key")).mode & 0o777).toBe(0o600);
  const authority = readFileSync(join(state, "ca.pem"), "utf8");
  await sendAdmin(state, { do: "add-vm", cluster: "rz1", vmid: 1001, set: { name: "survivor", cores: 3 } });
  first.child.kill("SIGKILL");
  await first.exit;

  const second = await startProcess();
  const vm = await sendAdmin(state, { do: "show-vm", cluster: "rz1", vmid: 1001 });
  expect(vm).toMatchObject({ vmid: 1001, config: { name: "survivor", cores: 3 } });
  expect(readFileSync(join(state, "ca.pem"), "utf8")).toBe(authority);
  second.child.kill("SIGTERM");
  expect(await second.exit).toBe(0);
  await expect(sendAdmin(state, { do: "requests" })).rejects.toThrow("no simulator answers");
});
