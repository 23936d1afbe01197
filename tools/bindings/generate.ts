/**
 * The CDK classes of the Proxmox provider in stacks/bindings, made from the provider's own schema.
 *
 *   node --import tsx tools/bindings/generate.ts            writes them from schema.json
 *   node --import tsx tools/bindings/generate.ts --schema   asks the provider for schema.json anew first
 *   node --import tsx tools/bindings/generate.ts --check    writes nothing; exit code 1 if anything is stale
 *
 * `--schema` and `--check` need `node scripts/setup.mjs` to have run: they start the provider. The generator is called
 * directly rather than by `cdktf get`, which would write all classes of the provider (90,000 lines).
 */
import "./environment.js";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  ConstructsMakerProviderTarget,
  Language,
  type ProviderSchema,
  TerraformProviderConstraint,
} from "@cdktn/commons";
import { TerraformProviderGenerator } from "@cdktn/provider-generator";
import { CodeMaker } from "codemaker";
import { project } from "./environment.js";
import { provider, readSchema } from "./schema.js";

const bindings = join(project, "stacks/bindings");
const schemaFile = join(project, "tools/bindings/schema.json");
// The generator does not know `override`, which our tsconfig demands; the types are checked where they are used.
const header = `// @ts-nocheck\n// Generated from tools/bindings/schema.json by "node --import tsx tools/bindings/generate.ts". Do not edit.\n`;

type Files = Map<string, string>;

async function generate(schema: ProviderSchema): Promise<Files> {
  // Two versions of codemaker are installed, alike but for private members.
  const code = new CodeMaker() as unknown as ConstructorParameters<typeof TerraformProviderGenerator>[0];
  const generator = new TerraformProviderGenerator(code, schema, { importExtension: ".js" });
  const constraint = new TerraformProviderConstraint(`${provider.source}@${provider.version}`);
  generator.generate(new ConstructsMakerProviderTarget(constraint, Language.TYPESCRIPT));
  const folder = mkdtempSync(join(tmpdir(), "bindings-"));
  try {
    await generator.save(folder);
    const files = readFolder(join(folder, "providers/proxmox"));
    // The lazy index is CommonJS, and a README per class says nothing that the class does not.
    const kept = [...files].filter(([path]) => path.endsWith(".ts") && path !== "lazy-index.ts");
    return new Map(kept.map(([path, text]) => [path, header + text]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path below the folder -> text, in order of path; empty for a folder that does not exist. */
function readFolder(folder: string): Files {
  let paths: string[];
  try {
    paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  } catch {
    return new Map();
  }
  const files = paths.filter((path) => /\.\w+$/.test(path));
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function write(files: Files): void {
  rmSync(bindings, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(bindings, path)), { recursive: true });
    writeFileSync(join(bindings, path), text);
  }
  console.log(`stacks/bindings: ${files.size} files written`);
}

function stale(fresh: Files, committed: Files): string[] {
  const paths = new Set([...fresh.keys(), ...committed.keys()]);
  return [...paths].filter((path) => fresh.get(path) !== committed.get(path)).sort();
}

const print = (schema: ProviderSchema) => `${JSON.stringify(schema, null, 1)}\n`;
const USAGE = "npm run bindings -- [--schema | --check]   (see the head of tools/bindings/generate.ts)";
const [mode] = process.argv.slice(2);
const committedSchema = () => readFileSync(schemaFile, "utf8");

if (mode === "--help" || mode === "-h") console.log(USAGE);
else if (mode !== undefined && mode !== "--schema" && mode !== "--check") {
  console.error(`error: unknown option ${mode}\n${USAGE}`);
  process.exitCode = 1;
} else if (mode === "--check") {
  const schemaText = print(readSchema());
  const wrong = stale(await generate(JSON.parse(schemaText)), readFolder(bindings)).map(
    (path) => `stacks/bindings/${path}`,
  );
  if (schemaText !== committedSchema()) wrong.unshift("tools/bindings/schema.json");
  for (const path of wrong) console.error(`stale: ${path}`);
  if (wrong.length > 0) {
    console.error("Run: node --import tsx tools/bindings/generate.ts --schema");
    process.exitCode = 1;
  } else console.log("stacks/bindings match the provider");
} else {
  if (mode === "--schema") writeFileSync(schemaFile, print(readSchema()));
  write(await generate(JSON.parse(committedSchema())));
}
