import { type Check, preflight } from "../change/preflight.js";
import { counted } from "../model/counted.js";
import type { Platform, PlatformCluster } from "../model/platform.js";
import { clusterFacts } from "./lib/cluster-facts.js";
import { commandLine, EXIT, main, ready } from "./lib/command.js";
import { connect } from "./lib/proxmox-api.js";

await main(async () => {
  const { folder } = commandLine("preflight");
  const { platform } = ready(folder);
  const reports = await Promise.all(Object.values(platform.clusters).map((cluster) => examine(platform, cluster)));
  for (const [index, cluster] of Object.values(platform.clusters).entries()) {
    console.log(`${index > 0 ? "\n" : ""}cluster ${cluster.id} (${cluster.name})`);
    console.log(table(reports[index] ?? []));
  }
  const failed = reports.flat().filter(({ todo }) => todo !== undefined).length;
  console.log(failed === 0 ? "\nall clusters are ready" : `\n${counted(failed, "check")} failed`);
  if (failed > 0) process.exitCode = EXIT.failed;
});

/** A cluster that does not answer is one failed check; the others are examined all the same. */
async function examine(platform: Platform, cluster: PlatformCluster): Promise<Check[]> {
  try {
    return preflight(platform, cluster, await clusterFacts(connect(cluster)));
  } catch (error) {
    const todo =
      "check address, firewall, CA (SSL_CERT_FILE) and token; npm run bootstrap prints how the token is made";
    return [{ check: `API ${cluster.declared.endpoint}`, found: (error as Error).message, todo }];
  }
}

function table(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  return checks
    .map(
      ({ check, found, todo }) =>
        `  ${todo === undefined ? "ok    " : "FAILED"}  ${check.padEnd(width)}  ${found}${todo === undefined ? "" : `\n${" ".repeat(12)}→ ${todo}`}`,
    )
    .join("\n");
}
