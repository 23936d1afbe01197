/** Entry point: `node --import tsx lab/pve/main.ts --config clusters.json --state <folder>`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startSimulator } from "./simulator.js";

const USAGE =
  "usage: node --import tsx lab/pve/main.ts --config <clusters.json> --state <folder> [--schema <pve-api.json>]";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: "string" },
      state: { type: "string" },
      schema: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help || !values.config || !values.state) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const config = JSON.parse(readFileSync(values.config, "utf8"));
  const simulator = await startSimulator(config, values.state, values.schema ? { schemaFile: values.schema } : {});
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void simulator.close().then(() => process.exit(0));
    });
  }
  const clusters = Object.entries(simulator.endpoints).map(([id, endpoint]) => ({ id, endpoint }));
  process.stdout.write(`${JSON.stringify({ ready: true, clusters, pid: process.pid })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
