import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Platform } from "../model/platform.js";
import { commandLine, EXIT, forLab, main, ready } from "./lib/command.js";
import { deploy } from "./lib/deploy.js";
import { type Lab, labFolder, startLab, stopLab } from "./lib/lab.js";
import { outputsOf, writeOutput } from "./lib/outputs.js";
import { tool } from "./lib/process.js";
import { chooseStacks } from "./lib/stacks.js";

/** One step of the lab with its time, so that a reader sees what takes how long. */
async function step<T>(title: string, run: () => Promise<T> | T): Promise<T> {
  console.log(`\n== ${title}`);
  const started = performance.now();
  const result = await run();
  console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

await main(async () => {
  const { folder, values, positionals } = commandLine("lab");
  if (values.down) return down(folder);
  const taskSeconds = Number(values["task-seconds"]);
  if (!(taskSeconds >= 0)) throw new Error(`--task-seconds ${values["task-seconds"]}: expected a number, 0 or more`);
  const platform = forLab(ready(folder).platform);
  const lab = await step("simulator: Proxmox VE API on 127.0.0.1", () => startLab(platform, folder, taskSeconds));
  Object.assign(process.env, lab.environment);
  if (values.up) return where(platform, folder, lab);
  const [inventory] = outputsOf(platform, folder);
  await step("generate: Ansible inventory", () => {
    if (inventory) writeOutput(inventory);
    console.log(`   ${inventory?.files.size} files in ${inventory?.name}`);
  });
  const stacks = chooseStacks(platform, positionals);
  const first = await step(`deploy: ${stacks.length} stacks with the real provider`, () =>
    deploy(platform, lab.folder, stacks, () => true),
  );
  if (first === "failed" || first === "foreign" || first === "interrupted") return stopped(folder, first);
  const second = await step("second plan: must be empty", () => deploy(platform, lab.folder, stacks, () => false));
  if (second !== "unchanged") {
    console.error("error: the second plan is not empty");
    process.exitCode ??= EXIT.failed;
    return;
  }
  await step("inventory: loaded by ansible-inventory", async () => {
    const listed = JSON.parse(
      await tool("ansible-inventory", ["-i", join(inventory?.folder ?? "", "all.yaml"), "--list"]),
    );
    console.log(`   ${Object.keys(listed._meta.hostvars).length} hosts in ${Object.keys(listed).length - 1} groups`);
  });
  where(platform, folder, lab);
});

function stopped(folder: string, why: string): void {
  console.error(
    `\nThe deployment ${why === "failed" ? "failed" : "was interrupted"}. Run the same command again: it goes on where this one ended.`,
  );
  console.error(`Log of the simulator: ${join(relative(process.cwd(), labFolder(folder)), "simulator.log")}`);
  process.exitCode ??= EXIT.failed;
}

function where(platform: Platform, folder: string, lab: Lab): void {
  const at = (path: string) => relative(process.cwd(), join(folder, path)) || ".";
  const [example] = Object.values(platform.stacks).filter((stack) => stack.kind === "school");
  console.log(`
== where to look
   declaration   ${at("traeger.yaml")}, ${at("sites/")}, ${at("schools/")}
   stacks        ${at(".lab/cdktf.out/stacks/")} (${Object.keys(platform.stacks).length}), states in ${at(".lab/state/")}
   simulator     pid ${lab.pid}, ${at(".lab/simulator.log")}
   by hand       . ${at(".lab/env")} && TRAEGER=${at("")} ${process.env.SCHULPLATTFORM_BIN ? "npx schulplattform cdktf" : "npx cdktf"} diff ${example?.id ?? Object.keys(platform.stacks)[0]}
   a value       npm run show -- --traeger ${at("")} --why machines
   stop          npm run lab -- --traeger ${at("")} --down`);
}

/** Simulator, states, plans and stacks of the lab stand in one folder of their own: it goes as a whole. */
async function down(folder: string): Promise<void> {
  await stopLab(folder);
  rmSync(labFolder(folder), { recursive: true, force: true });
  console.log(`the lab is gone: simulator stopped, ${relative(process.cwd(), labFolder(folder))} removed`);
}
