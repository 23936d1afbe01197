import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../model/platform.js";
import { commandLine, EXIT, forLab, main, ready } from "./lib/command.js";
import { shown } from "./lib/declaration-folder.js";
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
  if (values.down && values.up) throw new Error("--up and --down: expected one of them");
  if (values.down) return down(folder);
  const taskSeconds = Number(values["task-seconds"]);
  if (!(taskSeconds >= 0)) throw new Error(`--task-seconds ${values["task-seconds"]}: expected a number, 0 or more`);
  const platform = forLab(ready(folder).platform);
  const lab = await step("simulator: Proxmox VE API on 127.0.0.1", () => startLab(platform, folder, taskSeconds));
  Object.assign(process.env, lab.environment);
  if (values.up) return where(platform, folder, lab, false);
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
  where(platform, folder, lab, true);
});

/** The last words of a deployment that did not end well; what went wrong stands above, per stack. */
const STOPPED = {
  interrupted: "The deployment was interrupted. Run the same command again: it goes on where this one ended.",
  failed: "The deployment failed, see above. Once that is mended, run the same command again: it goes on from there.",
  foreign: "Refused: a machine of somebody else holds a planned id (see above), nothing was changed.",
} as const;

function stopped(folder: string, why: keyof typeof STOPPED): void {
  console.error(`\n${STOPPED[why]}`);
  console.error(`Log of the simulator: ${shown(join(labFolder(folder), "simulator.log"))}`);
  process.exitCode ??= why === "foreign" ? EXIT.refused : EXIT.failed;
}

/** @param deployed whether stacks and states are there, or only the simulator */
function where(platform: Platform, folder: string, lab: Lab, deployed: boolean): void {
  const at = (path: string) => shown(join(folder, path));
  const installed = process.env.SCHULPLATTFORM_BIN !== undefined;
  const npm = (name: string, args: string) =>
    installed ? `npx schulplattform ${name} ${args}` : `npm run ${name} -- ${args}`;
  const stacks = Object.values(platform.stacks);
  const example = stacks.find(({ kind, machines }) => kind === "school" && machines.length > 0) ?? stacks[0];
  const lines = [
    ["declaration", `${at("traeger.yaml")}, ${at("sites/")}, ${at("schools/")}`],
    ...(deployed
      ? [["stacks", `${at(".lab/cdktf.out/stacks/")} (${stacks.length}), states in ${at(".lab/state/")}`]]
      : []),
    ["simulator", `pid ${lab.pid}; what goes wrong in it: ${at(".lab/simulator.log")}`],
    [
      "by hand",
      `. ${at(".lab/env")} && TRAEGER=${shown(folder)} npx ${installed ? "schulplattform " : ""}cdktf diff ${example?.id}`,
    ],
    ["a value", npm("show", `--traeger ${shown(folder)} --why machines.${example?.machines[0]}.nics[0].ipv4`)],
    ["stop", `${npm("lab", `--traeger ${shown(folder)} --down`)}    (each declaration has a lab of its own)`],
  ];
  console.log(`\n== where to look\n${lines.map(([what = "", text]) => `   ${what.padEnd(13)} ${text}`).join("\n")}`);
}

/** Simulator, states, plans and stacks of the lab stand in one folder of their own: it goes as a whole. */
async function down(folder: string): Promise<void> {
  if (!existsSync(labFolder(folder))) {
    console.log(`there was no lab for ${shown(folder)}`);
    return;
  }
  await stopLab(folder);
  rmSync(labFolder(folder), { recursive: true, force: true });
  console.log(`the lab is gone: simulator stopped, ${shown(labFolder(folder))} removed`);
}
