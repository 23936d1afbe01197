import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Proof, ProofOptions, Scene } from "../../lab/twin/proof.js";
import { type Findings, lastLine, reportText, type Said } from "../../lab/twin/report.js";
import { endRun, newRun, type Run, runsIn } from "../../lab/twin/run.js";
import { sceneOf } from "../../lab/twin/scene.js";
import { tierLines } from "../../lab/twin/tiers.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import type { Ready } from "./command.js";
import { inventoryFolder } from "./outputs.js";

/** Problems of a proof that are printed; all are in the report. */
const PRINTED = 20;

/** What the proofs of a twin came to. */
export interface TwinReport {
  /** Path of the report for people; `report.de.txt` is the same in German, `report.json` for machines. */
  readonly file: string;
  /** All that is not as it must be, of all proofs. */
  readonly problems: readonly string[];
  /** One line with the figures. */
  readonly last: string;
}

const runsOf = (folder: string) => join(folder, ".lab/twin");

/** Removes what earlier twins of a declaration left behind. @returns their ids */
export async function removeTwins(folder: string): Promise<string[]> {
  const runs = runsIn(runsOf(folder));
  for (const run of runs) await endRun(run);
  return runs.map(({ id }) => id);
}

/** Sites in operation, in the order of the declaration. */
export function builtSites({ platform }: Pick<Ready, "platform">): string[] {
  return Object.values(platform.sites).flatMap(({ id, lifecycle }) => (lifecycle === "planned" ? [] : [id]));
}

/**
 * Builds a twin of the sites, delivers the committed configurations to it, and runs the proofs. With proofs it is taken
 * down at the end and its report stays; without, it stays up.
 */
export async function twinOf(
  all: Ready,
  folder: string,
  sites: readonly string[],
  proofs: readonly Proof[],
  options: ProofOptions = {},
): Promise<{ run: Run; report?: TwinReport }> {
  mkdirSync(runsOf(folder), { recursive: true });
  const run = newRun(runsOf(folder));
  try {
    const devices = join(inventoryFolder(folder), "devices");
    const begin = performance.now();
    const scene = await sceneOf(run, { ...all, sites, devices, switchText: ovsFiles, progress, done });
    if (proofs.length === 0) return { run };
    const tiers = tierLines(all.catalogue, all.platform.network, scene.twin.topology);
    const report = await prove(scene, proofs, begin, tiers, options);
    await endRun(run, true);
    return { run, report };
  } catch (error) {
    await endRun(run, true);
    throw error;
  }
}

/**
 * Runs the proofs one after the other; a proof that cannot be held is a problem, and the next one is tried.
 * @param tiers  what the devices of the twin's places count as
 */
async function prove(
  scene: Scene,
  proofs: readonly Proof[],
  begin: number,
  tiers: readonly Said[],
  options: ProofOptions,
): Promise<TwinReport> {
  const verdicts: Record<string, unknown> = {};
  const found: Findings["proofs"][number][] = [];
  for (const { id, shows, prove } of proofs) {
    const verdict = await prove(scene, options).catch((error: Error) => ({
      title: `${id}: not proven`,
      lines: [],
      problems: [error.message],
      json: {},
    }));
    verdicts[id] = { shows, title: verdict.title, problems: verdict.problems, found: verdict.json };
    found.push({ id, shows, ...verdict });
    const failed = verdict.problems.map((problem) => `  problem: ${problem}`);
    const more = failed.length > PRINTED ? [`  and ${failed.length - PRINTED} more: see the report`] : [];
    const shown = [...verdict.lines.map((line) => `  ${line}`), ...failed.slice(0, PRINTED), ...more];
    say([verdict.title, ...shown].join("\n"));
  }
  const { run } = scene.twin;
  const sites = scene.sites.map(({ site }) => site);
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const findings = { proofs: found, tiers, sites: sites.length, seconds };
  say(tiers.map(({ en }) => en).join("\n"));
  writeFileSync(join(run.folder, "report.json"), `${JSON.stringify({ sites, tiers, proofs: verdicts }, null, 1)}\n`);
  writeFileSync(join(run.folder, "report.txt"), reportText(findings, "en"));
  writeFileSync(join(run.folder, "report.de.txt"), reportText(findings, "de"));
  const problems = found.flatMap((one) => one.problems);
  return { file: join(run.folder, "report.txt"), problems, last: lastLine(findings, "en") };
}

/** What is being done: one line that is redrawn in a terminal, a line each in a log. */
function progress(text: string): void {
  if (process.stdout.isTTY && process.env.CI === undefined)
    process.stdout.write(`\r\u001b[K${text.slice(0, (process.stdout.columns ?? 80) - 1)}\r`);
  else console.log(`            ${text}`);
}

function done(step: string, seconds: number, remarks: readonly string[]): void {
  say([`${step.padEnd(11)} ${seconds} s`, ...remarks.map((remark) => `            ${remark}`)].join("\n"));
}

/** Prints what stays, over the line that said what was being done. */
function say(text: string): void {
  console.log(process.stdout.isTTY && process.env.CI === undefined ? `\u001b[K${text}` : text);
}
