// node --import tsx lab/twin/molecule.ts up <folder> <role> | down <folder>: nodes of roles/<role>/molecule/default.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAlone } from "./alone.js";
import { startCoupled } from "./coupled.js";
import { cgroup, endRun, newRun, PROJECT, type Run, runsIn, unavailable } from "./run.js";

const NAME = "r1";
const STARTS: Readonly<Record<string, (run: Run, name: string) => Promise<unknown>>> = {
  router: startAlone,
  landesnetz_coupling: startCoupled,
};

const [step, folder, role = ""] = process.argv.slice(2);
const nodes = STARTS[role];
if (folder && step === "down") for (const run of runsIn(folder)) await endRun(run);
else if (folder && step === "up" && nodes) await up(folder, nodes);
else throw new Error(`expected: up, a folder and one of ${Object.keys(STARTS).join(", ")}; or down and a folder`);

async function up(parent: string, start: (run: Run, name: string) => Promise<unknown>): Promise<void> {
  const why = unavailable();
  if (why) throw new Error(why);
  const run = newRun(parent);
  await start(run, NAME);
  const keys = join(run.folder, "keys");
  const variables = {
    ansible_connection: "netnode",
    ansible_python_interpreter: "/usr/bin/python3",
    netnode_init: join(cgroup(run, `node-${NAME}`), "init.scope/cgroup.procs"),
    router__tree: join(PROJECT, "roles", role, "molecule/default/tree"),
    router__key_store: keys,
    router__public_keys: keys,
  };
  writeFileSync(join(parent, "inventory.json"), JSON.stringify({ all: { hosts: { [NAME]: variables } } }));
}
