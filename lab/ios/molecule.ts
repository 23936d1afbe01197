// node --import tsx lab/ios/molecule.ts up|down <folder>: the switch of the scenario roles/switch/molecule/default.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../twin/run.js";
import { FakeSwitch, makeKey, SSH_ARGS } from "./fake-switch.js";

const NAME = "swi-001-01";
const DEVICE = { product: "C1000-24P-4G-L", serial: "FOC2430L0AB", version: "15.2(7)E4" };
/** Of the account's password, as a switch stores it; nobody logs in with it. */
const SECRET = "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6";

const [step, parent] = process.argv.slice(2);
if (!parent || (step !== "up" && step !== "down")) throw new Error("expected: up or down, and a folder");
const inventory = join(parent, "inventory.json");
const folder = join(parent, "switch");
if (step === "up") await up();
else down();
// The switch goes on, and its pipes would keep this process.
process.exit();

async function up(): Promise<void> {
  for (const made of ["tree", join("keys", NAME)]) mkdirSync(join(folder, made), { recursive: true });
  const hash = makeKey(folder);
  for (const file of ["startup-config", "tree/running-config"]) {
    const text = readFileSync(join(PROJECT, "roles/switch/molecule/default", file), "utf8");
    writeFileSync(
      join(folder, file),
      text.replace("KEY-HASH", hash).replace("SECRET", () => SECRET),
    );
  }
  writeFileSync(join(folder, "keys", NAME, "account.key"), SECRET);
  const startup = join(folder, "startup-config");
  const management = "GigabitEthernet1/0/28:5";
  const { port, pid } = await FakeSwitch.start({ ...DEVICE, startup, management }, true);
  const variables = {
    ansible_host: "127.0.0.1",
    ansible_port: port,
    ansible_user: "plattform",
    ansible_ssh_private_key_file: join(folder, "id"),
    ansible_ssh_common_args: SSH_ARGS,
    switch__tree: join(folder, "tree"),
    switch__device_owned: join(PROJECT, "render/adapters/cisco-ios/device-owned.yaml"),
    switch__key_store: join(folder, "keys"),
    switch__backups: join(folder, "backups"),
    switch__serials: [DEVICE.serial],
    switch__product: DEVICE.product,
    switch__firmware: "15.2",
    pid,
  };
  writeFileSync(inventory, JSON.stringify({ all: { hosts: { [NAME]: variables } } }));
}

function down(): void {
  if (existsSync(inventory)) {
    const { pid } = JSON.parse(readFileSync(inventory, "utf8")).all.hosts[NAME];
    // After a reboot the number may be another process's.
    const { stdout } = spawnSync("ps", ["-o", "args=", "-p", `${pid}`], { encoding: "utf8" });
    if (stdout.includes(folder)) process.kill(pid);
  }
  for (const made of [folder, inventory]) rmSync(made, { recursive: true, force: true });
}
