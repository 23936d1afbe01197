import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chosenProofs } from "../../lab/twin/proofs.js";
import { unavailable } from "../../lab/twin/run.js";
import { counted } from "../../model/counted.js";
import type { Platform, Stack } from "../../model/platform.js";
import { commandLine, EXIT, forLab, type Ready, ready } from "./command.js";
import { shown } from "./declaration-folder.js";
import { deploy } from "./deploy.js";
import { type Lab, labFolder, startLab, stopLab } from "./lab.js";
import { type Output, outputsOf, writeOutput } from "./outputs.js";
import { tool } from "./process.js";
import { chooseStacks } from "./stacks.js";
import { builtSites, removeTwins, twinOf } from "./twin.js";

/** Sites that the lab proves; all others: `npm run twin`. */
const SAMPLE = 2;

/** The end of a lab that did not do what it shall: its last line, with where to look. */
class LabFailed extends Error {
  constructor(
    message: string,
    readonly code: number = EXIT.failed,
  ) {
    super(message);
  }
}

/** What is asked for; whatever is wrong with it ends the process before anything is made. */
interface Request extends Ready {
  readonly folder: string;
  readonly stacks: readonly Stack[];
  readonly taskSeconds: number;
  /** Only the simulator. */
  readonly up: boolean;
  readonly withNetwork: boolean;
}

/** @param prepare  makes the tools that are missing, once it is clear that the arguments and the declaration are right */
export async function lab(prepare: () => void = () => {}): Promise<void> {
  const { folder, values, positionals } = commandLine("lab");
  if (values.down && values.up) throw new Error("--up and --down: expected one of them");
  if (values.down) return down(folder);
  const taskSeconds = Number(values["task-seconds"]);
  if (!(taskSeconds >= 0)) throw new Error(`--task-seconds ${values["task-seconds"]}: expected a number, 0 or more`);
  const all = ready(folder);
  const stacks = chooseStacks(all.platform, positionals);
  prepare();
  const withNetwork = values["without-network"] !== true && positionals.length === 0;
  try {
    await run({ ...all, folder, stacks, taskSeconds, up: values.up === true, withNetwork });
  } catch (error) {
    if (!(error instanceof LabFailed)) throw error;
    console.error(`\n${error.message}`);
    // An interruption has set its own.
    process.exitCode ??= error.code;
  }
}

async function run(request: Request): Promise<void> {
  const { folder, catalogue, stacks, taskSeconds } = request;
  const platform = forLab(request.platform);
  const running = await step("simulator: Proxmox VE API on 127.0.0.1", () => startLab(platform, folder, taskSeconds));
  Object.assign(process.env, running.environment);
  if (request.up) return where(platform, folder, running, []);
  const [inventory] = outputsOf(platform, catalogue, folder);
  if (!inventory) return;
  await step("generate: Ansible inventory", () => {
    writeOutput(inventory);
    console.log(`   ${counted(inventory.files.size, "file")} in ${inventory.name}`);
  });
  await deployed(platform, running, folder, stacks);
  await step("inventory: loaded by ansible-inventory", async () => {
    const listed = JSON.parse(await tool("ansible-inventory", ["-i", join(inventory.folder, "all.yaml"), "--list"]));
    const hosts = Object.keys(listed._meta.hostvars).length;
    console.log(`   ${counted(hosts, "host")} in ${counted(Object.keys(listed).length - 1, "group")}`);
  });
  const network: Network = request.withNetwork
    ? await step("network: a sample of sites in the twin", () => sample(request, folder))
    : { told: "not proven: only stacks were asked for" };
  const stacksFolder = shown(join(folder, ".lab/cdktf.out/stacks/"));
  where(platform, folder, running, [
    ["stacks", `${stacksFolder} (${stacks.length}), states in ${shown(join(folder, ".lab/state/"))}`],
    ...generated(inventory),
    ["network", network.told],
  ]);
  if (network.failed) throw new LabFailed(`FAILED: network: ${network.failed}`);
}

/** One step of the lab with its time, so that a reader sees what takes how long. @throws LabFailed with the step's name */
async function step<T>(title: string, run: () => Promise<T> | T): Promise<T> {
  console.log(`\n== ${title}`);
  const started = performance.now();
  try {
    const result = await run();
    console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    if (error instanceof LabFailed || process.env.DEBUG) throw error;
    throw new LabFailed(`FAILED: ${title.split(":")[0]}: ${(error as Error).message}`);
  }
}

/** Deploys, and plans once more. @throws LabFailed where anything is not as it shall be */
async function deployed(platform: Platform, { folder: workspace }: Lab, folder: string, stacks: readonly Stack[]) {
  const log = `log of the simulator: ${shown(join(labFolder(folder), "simulator.log"))}`;
  const first = await step(`deploy: ${counted(stacks.length, "stack")} with the real provider`, () =>
    deploy(platform, workspace, stacks, () => true),
  );
  if (first === "interrupted")
    throw new LabFailed("interrupted: run the same command again, it goes on where this one ended");
  if (first === "foreign")
    throw new LabFailed(
      `refused: a machine of somebody else holds a planned id (see above), nothing was changed; ${log}`,
      EXIT.refused,
    );
  if (first === "failed")
    throw new LabFailed(
      `FAILED: deploy: what went wrong stands above, per stack; once it is mended, the same command goes on from there; ${log}`,
    );
  const second = await step("second plan: must be empty", () => deploy(platform, workspace, stacks, () => false));
  if (second === "interrupted") throw new LabFailed("interrupted: all was deployed, but not planned a second time");
  if (second !== "unchanged")
    throw new LabFailed(`FAILED: second plan: it is not empty, the stacks that would change stand above; ${log}`);
}

interface Network {
  /** For the last lines of the lab. */
  readonly told: string;
  /** What is not as it shall be, with where to look. */
  readonly failed?: string;
}

/** Configures and proves a few sites where the machine can, and says plainly where not. */
async function sample(all: Ready, folder: string): Promise<Network> {
  const why = all.declaration.traeger.coupling ? unavailable() : "the declaration has no `coupling`";
  if (why) {
    console.log(`   not run: ${why}`);
    const told = `not proven: ${why}`;
    return process.env.CI === "true" && all.declaration.traeger.coupling ? { told, failed: told } : { told };
  }
  // A site with a second line shows more: its traffic comes back when the first one fails.
  const lines = (site: string) => all.declaration.sites.get(site)?.uplinks.length ?? 0;
  const built = builtSites(all);
  const sites = [...new Set([...built.filter((site) => lines(site) > 1), ...built])].slice(0, SAMPLE);
  const proofs = sites.every((site) => lines(site) > 1) ? "files,matrix,link-down" : "files,matrix";
  const { report } = await twinOf(all, folder, sites, chosenProofs(proofs));
  return report ? networkOf(report.problems, report.last, shown(report.file)) : { told: "" };
}

/** Problems of the network that the lab's last line repeats: who reads only the end of a log shall know what to look for. */
const REPEATED = 3;

export function networkOf(problems: readonly string[], last: string, report: string): Network {
  const told = `${last}; ${report}`;
  if (problems.length === 0) return { told };
  const first = problems.slice(0, REPEATED).join("; ");
  return { told, failed: `${counted(problems.length, "problem")} in the proofs: ${first}; all of them: ${report}` };
}

/** What was generated, with where it lies. */
function generated({ folder, files }: Output): (readonly [string, string])[] {
  const at = (path: string) => shown(join(folder, path));
  const all: (readonly [string, string, string])[] = [
    ["inventory", "all.yaml", at("all.yaml")],
    ["device texts", "devices/", at("devices/")],
    ["hand-over", "handover/", `${at("handover/")} a sheet per site for the operator of its lines`],
    ["pictures", "topology/", `${at("topology/overview.en.svg")}, each site in ${at("topology/sites/")}`],
  ];
  const written = (path: string) => [...files.keys()].some((file) => file.startsWith(path));
  return all.flatMap(([what, path, text]) => (written(path) ? [[what, text] as const] : []));
}

/** @param made  what there is besides the simulator, with where it lies */
function where(platform: Platform, folder: string, lab: Lab, made: readonly (readonly [string, string])[]): void {
  const at = (path: string) => shown(join(folder, path));
  const installed = process.env.SCHULPLATTFORM_BIN !== undefined;
  const npm = (name: string, args: string) =>
    installed ? `npx schulplattform ${name} ${args}` : `npm run ${name} -- ${args}`;
  const stacks = Object.values(platform.stacks);
  const example = stacks.find(({ kind, machines }) => kind === "school" && machines.length > 0) ?? stacks[0];
  const lines = [
    ["declaration", `${at("traeger.yaml")}, ${at("sites/")}, ${at("schools/")}`],
    ...made,
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
  await removeTwins(folder);
  rmSync(labFolder(folder), { recursive: true, force: true });
  console.log(`the lab is gone: simulator stopped, ${shown(labFolder(folder))} removed`);
}
