import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProviderSchema } from "@cdktn/commons";
import { tofu } from "./environment.js";
import { dataSources, resources } from "./keep.js";

export const provider = { source: "bpg/proxmox", version: "0.111.1" };

type Provider = NonNullable<ProviderSchema["provider_schemas"]>[string];
type Schemas = Provider["resource_schemas"];

/**
 * Asks the real provider for its schema and keeps what `keep.ts` lists.
 * @throws if a listed name does not exist or is deprecated: then the list is wrong, not the provider.
 */
export function readSchema(): ProviderSchema {
  const folder = mkdtempSync(join(tmpdir(), "provider-schema-"));
  try {
    const required_providers = { proxmox: provider };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
    const run = (...args: string[]) =>
      execFileSync(tofu, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024, encoding: "utf8" });
    run("init", "-no-color");
    return filtered(JSON.parse(run("providers", "schema", "-json")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filtered(printed: { provider_schemas: Record<string, Provider> }): ProviderSchema {
  const whole = Object.values(printed.provider_schemas)[0];
  if (!whole) throw new Error("the engine printed a schema without a provider");
  const kept = {
    provider: whole.provider,
    resource_schemas: pick(whole.resource_schemas, resources),
    data_source_schemas: pick(whole.data_source_schemas, dataSources),
  };
  // The generator wants an address with a host; the classes themselves name only the source, so they serve both engines.
  const address = `registry.terraform.io/${provider.source}`;
  return { provider_schemas: { [address]: kept }, provider_versions: { [address]: provider.version } };
}

function pick(all: Schemas, names: readonly string[]): Schemas {
  return Object.fromEntries(
    names.map((name) => {
      const schema = all[name];
      if (!schema) throw new Error(`bpg/proxmox ${provider.version} has no ${name}`);
      if ("deprecated" in schema.block)
        throw new Error(`${name} is deprecated in bpg/proxmox ${provider.version}`);
      return [name, schema];
    }),
  );
}
