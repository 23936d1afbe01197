import { readFileSync } from "node:fs";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
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
 * @throws Error naming file, line and key when a table does not have its shape: a defect of the project.
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

/** A place in a table, as in diagnostics of a declaration: these mistakes are the project's own, and its tests find more. */
function readTable(file: string, shape: z.ZodType): unknown {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(new URL(file, import.meta.url), "utf8"), { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `model/catalogue/${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken) throw new Error(`${at(broken.pos[0])} ${broken.message.split("\n")[0]}`);
  const result = shape.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  const said = result.error.issues.map(
    ({ path, message }) => `${at(offsetOf(document, path))} ${path.join(".")}: ${message}`,
  );
  throw new Error(said.join("\n"));
}

/** Where a key stands, or the nearest one above it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const node = path.length > 0 ? document.getIn(path, true) : document.contents;
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length > 0 ? offsetOf(document, path.slice(0, -1)) : 0;
}
