import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { z } from "zod";
import {
  adaptersTable,
  devicesTable,
  discoveryTable,
  ikev2Table,
  portAuthenticationTable,
  portsTable,
  ssidsTable,
  timersTable,
  trafficClassesTable,
  zoneFlowsTable,
} from "./network-schema.js";
import {
  bausteineTable,
  type Catalogue,
  EXTENDABLE,
  type Extensions,
  ferienTable,
  flowsTable,
  linesTable,
  machinesTable,
  productsTable,
  scenariosTable,
  segmentsTable,
  tableFile,
} from "./schema.js";

const TABLES = {
  bausteine: bausteineTable,
  scenarios: scenariosTable,
  products: productsTable,
  machines: machinesTable,
  flows: flowsTable,
  segments: segmentsTable,
  lines: linesTable,
  ferien: ferienTable,
  zoneFlows: zoneFlowsTable,
  devices: devicesTable,
  ports: portsTable,
  portAuthentication: portAuthenticationTable,
  ssids: ssidsTable,
  timers: timersTable,
  ikev2: ikev2Table,
  trafficClasses: trafficClassesTable,
  discovery: discoveryTable,
  adapters: adaptersTable,
} as const;

/**
 * Reads the project's catalogue.
 *
 * @throws Error naming file and key when a table does not have its shape: a defect of the project.
 */
export function loadCatalogue(): Catalogue {
  const tables = Object.entries(TABLES).map(([name, shape]) => [name, readTable(tableFile(name), shape)]);
  return Object.fromEntries(tables) as Catalogue;
}

/** The catalogue with what a Träger's own folder adds to it or replaces by id. */
export function extendedCatalogue(catalogue: Catalogue, extensions: Extensions): Catalogue {
  const tables = (Object.keys(EXTENDABLE) as (keyof typeof EXTENDABLE)[]).filter((name) => extensions[name]);
  if (tables.length === 0) return catalogue;
  const extended = tables.map((name) => [name, { ...catalogue[name], ...extensions[name] }]);
  return { ...catalogue, ...Object.fromEntries(extended) };
}

function readTable(file: string, shape: z.ZodType): unknown {
  const result = shape.safeParse(parse(readFileSync(new URL(file, import.meta.url), "utf8")) ?? {});
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(lines.join("\n"));
}
