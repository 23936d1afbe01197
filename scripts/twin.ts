import type { ProofOptions } from "../lab/twin/proof.js";
import { chosenProofs } from "../lab/twin/proofs.js";
import { unavailable } from "../lab/twin/run.js";
import { commandLine, EXIT, main, type Ready, ready } from "./lib/command.js";
import { setUp } from "./lib/setup.js";
import { builtSites, removeTwins, twinOf } from "./lib/twin.js";

await main(async () => {
  const { folder, values } = commandLine("twin");
  if (values.down) return available() ? remove(folder) : undefined;
  const proofs = values.prove ? chosenProofs(values.only as string | undefined) : [];
  const options = optionsOf(values);
  const all = ready(folder);
  const sites = chosenSites(all, values);
  // What is asked for is right; now the tools for it.
  for (const step of new Set(["twin", ...proofs.flatMap(({ setup }) => setup ?? [])])) setUp(step);
  if (!available()) return;
  await remove(folder);
  const { run, report } = await twinOf(all, folder, sites, proofs, options);
  if (!report) return console.log(`stays up: nsenter --net=/run/netns/${run.id}-<name>; remove it with --down`);
  console.log(`report      ${report.file} (German: report.de.txt) and report.json\n${report.last}`);
  if (report.problems.length > 0) process.exitCode = EXIT.failed;
});

/** Whether there can be a twin here; says why not, which in CI is a failure. */
function available(): boolean {
  const why = unavailable();
  if (!why) return true;
  console.log(`not available: ${why}`);
  process.exitCode = process.env.CI === "true" ? EXIT.failed : EXIT.good;
  return false;
}

async function remove(folder: string): Promise<void> {
  for (const id of await removeTwins(folder)) console.log(`removed ${id}`);
}

/** @throws Error where it is no number of minutes */
function optionsOf({ minutes }: Record<string, unknown>): ProofOptions {
  if (minutes === undefined) return {};
  const number = Number(minutes);
  if (!(number > 0)) throw new Error(`--minutes ${minutes}: expected a number above 0, such as 10`);
  return { minutes: number };
}

/** @throws Error naming a site that there is not */
function chosenSites(all: Ready, { site, sites, all: every }: Record<string, unknown>): string[] {
  const ids = builtSites(all);
  if (typeof site === "string") {
    const named = site.split(",");
    const unknown = named.find((one) => !ids.includes(one));
    if (unknown !== undefined) throw new Error(`there is no site ${unknown} in operation; there are ${ids.join(", ")}`);
    return named;
  }
  return every ? ids : ids.slice(0, Number(sites ?? 2));
}
