import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../model/catalogue/load.js";
import { PROJECT } from "../scripts/lib/command.js";
import { start } from "./support/workplace.js";

/** What Ansible's own validation says of the hosts of inventories; the last line is `<n> hosts`. */
async function wrong(inventories: readonly string[]): Promise<string[]> {
  const script = join(PROJECT, "test/support/role_arguments.py");
  const { code, output } = await start(
    join(PROJECT, ".tools/venv/bin/python"),
    [script, PROJECT, ...inventories],
    PROJECT,
    { PLATTFORM_KEY_STORE: "/keys", PLATTFORM_PUBLIC_KEYS: "/keys" },
  ).ended;
  expect(code, output).toBe(0);
  return output
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("[WARNING]"));
}

describe("roles", () => {
  it("take the variables of every device in the committed inventories, in their ranges", async () => {
    const folder = join(PROJECT, "inventories");
    const lines = await wrong(readdirSync(folder).map((traeger) => join(folder, traeger, "all.yaml")));
    expect(lines).toEqual([expect.stringMatching(/^\d{3,} hosts$/)]);
  });

  it("name a variable that is missing, of another type, out of its range, or leads nowhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "roles-"));
    const host = { plattform_adapter: "cisco-ios", plattform_tree: "devices/nowhere", switch__minutes: 500 };
    const hosts = { good: { ...host, plattform_tree: ".", switch__minutes: 3 }, bad: host };
    const router = { plattform_adapter: "linux", router__minutes: "soon" };
    const inventory = { all: { children: { switches: { hosts }, routers: { hosts: { "rou-1": router } } } } };
    writeFileSync(join(folder, "all.yaml"), JSON.stringify(inventory));
    const text = (await wrong([join(folder, "all.yaml")])).join("\n").replaceAll(folder, "");
    rmSync(folder, { recursive: true });
    expect(text).toMatch(/bad: switch__minutes is 500, not from 1 to 120/);
    expect(text).toMatch(/bad: switch__tree: there is no .*devices\/nowhere/);
    expect(text).toMatch(/rou-1: .*router__minutes/);
    expect(text).toMatch(/rou-1: router__tree: 'plattform_tree' is undefined/);
    expect(text).not.toContain("good: ");
  });

  it("are run by the playbook for every distance that an inventory knows, the farthest first", () => {
    const all = readdirSync(join(PROJECT, "inventories")).map((traeger) =>
      readFileSync(join(PROJECT, "inventories", traeger, "all.yaml"), "utf8"),
    );
    const known = new Set(
      all.flatMap((text) => [...text.matchAll(/^ {4}distance_(\d+):/gm)].map(([, n]) => Number(n))),
    );
    const wave = readFileSync(join(PROJECT, "playbooks/wave.yml"), "utf8");
    const written = [...wave.matchAll(/distance_(\d+)/g)].map(([, n]) => Number(n));
    expect(written).toEqual([...known].sort((a, b) => b - a));
  });

  it("are run by the playbooks for the adapters that the catalogue says they write, and for no other", () => {
    const adapters = Object.entries(loadCatalogue().adapters);
    const writes = (kind: "router" | "switch") =>
      adapters.flatMap(([id, it]) => (it.delivers.includes(kind) ? [id] : []));
    const read = (name: string) => readFileSync(join(PROJECT, "playbooks", name), "utf8");
    const wave = [
      ...read("wave.yml").matchAll(/when: plattform_adapter == '(.+?)'.*\n +vars: \{ delivery_role: (\w+) \}/g),
    ];
    expect(wave.map(([, adapter, role]) => [role, adapter])).toEqual([
      ...writes("switch").map((adapter) => ["switch", adapter]),
      ...writes("router").map((adapter) => ["router", adapter]),
    ]);
    const named = /plattform_adapter != \('(.+?)' if inventory_hostname in groups\['switches'\].* else '(.+?)'\)/;
    expect(named.exec(read("network.yml"))?.slice(1)).toEqual([...writes("switch"), ...writes("router")]);
  });
});
