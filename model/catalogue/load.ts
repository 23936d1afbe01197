import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { z } from "zod";
import { adaptersTable, devicesTable, portsTable, ssidsTable, timersTable, zoneFlowsTable } from "./network-schema.js";
import {
  bausteineTable,
  type Catalogue,
  flowsTable,
  linesTable,
  machinesTable,
  productsTable,
  scenariosTable,
  segmentsTable,
} from "./schema.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));

const TABLES = {
  bausteine: bausteineTable,
  scenarios: scenariosTable,
  products: productsTable,
  machines: machinesTable,
  flows: flowsTable,
  segments: segmentsTable,
  lines: linesTable,
  zoneFlows: zoneFlowsTable,
  devices: devicesTable,
  ports: portsTable,
  ssids: ssidsTable,
  timers: timersTable,
  adapters: adaptersTable,
} as const;

/** Tables that a Schulträger may extend from its own folder `catalogue/`. The others are the project's rules. */
const EXTENDABLE = ["products", "machines", "flows", "bausteine", "zoneFlows", "devices", "ports", "ssids"] as const;

/**
 * Reads the catalogue, and what the Träger's own folder `catalogue/` adds to it or replaces by id.
 *
 * @throws Error naming file and key when a table does not have its shape.
 */
export function loadCatalogue(extensions?: string): Catalogue {
  const tables: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(TABLES))
    tables[name] = readTable(join(HERE, `${fileName(name)}.yaml`), shape);
  if (extensions && existsSync(extensions)) extend(tables, extensions);
  return tables as unknown as Catalogue;
}

function extend(tables: Record<string, unknown>, folder: string): void {
  for (const file of readdirSync(folder).sort()) {
    const name = EXTENDABLE.find((table) => file === `${fileName(table)}.yaml`);
    if (name === undefined) {
      const known = EXTENDABLE.map((table) => `${fileName(table)}.yaml`).join(", ");
      throw new Error(`${join(folder, file)}: not a table; expected ${known}`);
    }
    Object.assign(tables[name] as object, readTable(join(folder, file), TABLES[name]));
  }
}

/** `zoneFlows` → `zone-flows`. */
function fileName(table: string): string {
  return table.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readTable(file: string, shape: z.ZodType): unknown {
  const result = shape.safeParse(parse(readFileSync(file, "utf8")) ?? {});
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(lines.join("\n"));
}
