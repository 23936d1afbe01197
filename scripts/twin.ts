import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deliver } from "../lab/twin/configure.js";
import { converged } from "../lab/twin/converge.js";
import { expectation } from "../lab/twin/expected.js";
import { failover, SETTLE } from "../lab/twin/failover.js";
import { matrix, type Violation } from "../lab/twin/matrix.js";
import { failoverLines } from "../lab/twin/outage.js";
import { endRun, newRun, type Run, runsIn, unavailable } from "../lab/twin/run.js";
import { topologyOf } from "../lab/twin/topology.js";
import { bringUp } from "../lab/twin/twin.js";
import { commandLine, EXIT, main, PROJECT, type Ready, ready } from "./lib/command.js";

/** Violations that are printed; all are in the report. */
const PRINTED = 20;

await main(async () => {
  const { folder, values } = commandLine("twin");
  const parent = join(folder, ".lab/twin");
  const why = unavailable();
  if (why) {
    console.log(`not available: ${why}`);
    process.exitCode = process.env.CI === "true" ? EXIT.failed : EXIT.good;
    return;
  }
  for (const run of runsIn(parent)) {
    await endRun(run);
    console.log(`removed ${run.id}`);
  }
  if (values.down) return;
  const all = ready(folder);
  const sites = chosen(all, values);
  mkdirSync(parent, { recursive: true });
  const run = newRun(parent);
  try {
    await prove(run, all, sites, values.prove === true);
  } catch (error) {
    await endRun(run, true);
    throw error;
  }
  if (values.prove) await endRun(run, true);
  else console.log(`stays up: nsenter --net=/run/netns/${run.id}-<name>; remove it with --down`);
});

/** @throws Error naming a site that there is not */
function chosen({ platform }: Ready, { site, sites, all }: Record<string, unknown>): string[] {
  const built = Object.values(platform.sites).filter(({ lifecycle }) => lifecycle !== "planned");
  const ids = built.map(({ id }) => id);
  if (typeof site === "string") {
    if (!ids.includes(site)) throw new Error(`there is no site ${site} in operation; there are ${ids.join(", ")}`);
    return [site];
  }
  return all ? ids : ids.slice(0, Number(sites ?? 2));
}

async function prove(run: Run, { platform, catalogue, declaration }: Ready, sites: string[], packets: boolean) {
  const topology = topologyOf(platform, sites);
  const up = await timed(() => bringUp(run, topology));
  console.log(`up          ${up.seconds} s  ${topology.nodes.length} nodes, ${topology.hosts.length} hosts`);
  for (const note of topology.notes) console.log(`            ${note}`);
  const devices = join(PROJECT, "inventories", platform.id, "devices");
  const delivery = await timed(() => deliver(up.result, platform, devices));
  console.log(`configured  ${delivery.seconds} s  by playbooks/network.yml`);
  if (!packets) return;
  const routers = Object.values(platform.network.routers).filter(({ site }) => site && sites.includes(site));
  await converged(up.result, routers, SETTLE);
  const expected = expectation(platform, catalogue, declaration);
  const result = await matrix(up.result, platform, expected);
  for (const violation of result.violations.slice(0, PRINTED)) console.log(`            ${line(violation)}`);
  // One site fails; what the others do meanwhile is the matrix of the next.
  const [first] = routers;
  const failures = first ? await failover(up.result, platform, expected, first) : [];
  for (const one of failures) for (const text of failoverLines(one)) console.log(text);
  const report = { sites, matrix: result, failover: failures };
  writeFileSync(join(run.folder, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
  console.log(`report      ${join(run.folder, "report.json")}`);
  console.log(
    `matrix: ${result.probes} probes, ${result.reached} reached, ${result.violations.length} violations, ${result.seconds} s`,
  );
  const failed = failures.filter(({ problems }) => problems.length > 0).length;
  const leaks = failures.flatMap((one) => one.leaks).reduce((sum, { packets }) => sum + packets, 0);
  console.log(`failover: ${failures.length} scenarios, ${failed} failed, ${leaks} packets leaked`);
  if (result.violations.length + failed > 0) process.exitCode = EXIT.failed;
}

function line({ from, to, family, protocol, port, row, found }: Violation): string {
  const wanted = row === undefined ? "must be closed" : `must be open (${row})`;
  const seen = found.delivered && found.outcome !== "reached" ? `${found.outcome}, but delivered` : found.outcome;
  return `${from} → ${to}  IPv${family} ${protocol}/${port}: ${wanted}, was ${seen}`;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const begin = performance.now();
  const result = await work();
  return { result, seconds: Math.round((performance.now() - begin) / 100) / 10 };
}
