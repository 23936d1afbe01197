import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./go.mjs";
import { moduleVersion, platform, read, tools } from "./project.mjs";
import { downloadEngine, fromRegistry, mirrorProvider } from "./release.mjs";
import { put, run, stampOf, step } from "./step.mjs";

const hosts = ["registry.opentofu.org", "registry.terraform.io"];
const source = "bpg/proxmox";

/** The engine of the stacks, OpenTofu, as `.tools/bin/tofu`. */
export function engine() {
  const version = moduleVersion("tofu", "github.com/opentofu/opentofu");
  return step({
    name: "tofu",
    about: fromRegistry
      ? `downloading OpenTofu ${version}`
      : `building OpenTofu ${version} (about 6 minutes on two idle cores, once; progress: .tools/setup.log)`,
    inputs: [read("tools/tofu/go.mod"), read("tools/tofu/go.sum")],
    outputs: [tools("bin/tofu")],
    make(folder) {
      const file = join(folder, "tofu");
      if (fromRegistry) downloadEngine(version, folder);
      // Without dev=no it calls itself a development version.
      else
        build("tofu", "github.com/opentofu/opentofu/cmd/tofu", file, [
          "-ldflags=-s -w -X github.com/opentofu/opentofu/version.dev=no",
        ]);
      chmodSync(file, 0o755);
      put(file, tools("bin/tofu"));
    },
  });
}

/** The provider in a folder that both OpenTofu and Terraform take it from, each under its own registry's name. */
export function provider() {
  const version = moduleVersion("provider", "github.com/bpg/terraform-provider-proxmox");
  return step({
    name: "provider",
    about: fromRegistry
      ? `downloading the provider ${source} ${version}`
      : `building the provider ${source} ${version} (about 1 minute on two idle cores, once)`,
    inputs: [read("tools/provider/go.mod"), read("tools/provider/go.sum")],
    outputs: hosts.map((host) => tools("mirror", host, source)),
    make(folder) {
      const made = join(folder, "made");
      if (fromRegistry) mirrorProvider(source, version, made);
      else
        build(
          "provider",
          "github.com/bpg/terraform-provider-proxmox",
          join(made, version, platform, `terraform-provider-proxmox_v${version}`),
        );
      for (const host of hosts) {
        cpSync(made, join(folder, host), { recursive: true });
        put(join(folder, host), tools("mirror", host, source));
      }
    },
  });
}

/**
 * The engine's settings `.tools/tofurc` (ask no version server, take providers from the folder only) and the lock file
 * `.tools/lock.hcl`, which stacks copy beside their `main.tf.json`: with it the CLI need not ask a registry for one.
 *
 * The lock is not committed: it holds the hash of the provider on this machine. One that holds the hashes of the
 * provider's release can be committed by whoever reaches a registry, with `tofu providers lock`.
 */
export function locks() {
  const version = moduleVersion("provider", "github.com/bpg/terraform-provider-proxmox");
  return step({
    name: "locks",
    about: "the engine's settings and the provider's hash",
    inputs: [settings, version, stampOf("provider"), stampOf("tofu")],
    outputs: [tools("tofurc"), tools("lock.hcl"), tools("provider.hash.json")],
    make(folder) {
      writeFileSync(join(folder, "tofurc"), settings);
      put(join(folder, "tofurc"), tools("tofurc"));
      const lock = lockFile(folder, version);
      const hashes = [...new Set(lock.match(/(h1|zh):[^"]+/g))];
      const made = fromRegistry ? "downloaded" : "built here";
      writeFileSync(join(folder, "hash"), `${JSON.stringify({ source, version, platform, made, hashes }, null, 2)}\n`);
      put(join(folder, "hash"), tools("provider.hash.json"));
      put(join(folder, ".terraform.lock.hcl"), tools("lock.hcl"));
    },
  });
}

const settings = `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(tools("mirror"))}
    include = ["*/*/*"]
  }
}
`;

/** Lets the engine hash the provider under both addresses: each engine keeps its own and drops the other. */
function lockFile(folder, version) {
  const wanted = Object.fromEntries(
    hosts.map((host, index) => [`proxmox${index}`, { source: `${host}/${source}`, version }]),
  );
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: wanted } }));
  run(tools("bin/tofu"), ["providers", "lock", `-fs-mirror=${tools("mirror")}`, `-platform=${platform}`, "-no-color"], {
    cwd: folder,
    env: { TF_CLI_CONFIG_FILE: tools("tofurc"), CHECKPOINT_DISABLE: "1" },
  });
  return readFileSync(join(folder, ".terraform.lock.hcl"), "utf8");
}
