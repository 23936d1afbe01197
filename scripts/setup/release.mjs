import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platform, tools } from "./project.mjs";
import { run, SetupError } from "./step.mjs";

/**
 * SETUP_SOURCE=registry downloads the released engine and provider: faster, but it needs release hosts, and the engine is
 * checked against checksums from the same place, not against hashes committed here. The provider is checked by the engine
 * against the signature that its registry names.
 * `build` (the default) needs package registries only. Either holds for what is not there yet.
 */
export const fromRegistry = process.env.SETUP_SOURCE === "registry";

/** Where OpenTofu's releases lie: below it `v<version>/<file>`. A mirror may be set. */
const releases = process.env.SETUP_RELEASES ?? "https://github.com/opentofu/opentofu/releases/download";

/** A mirror that speaks the provider registry protocol (its `providers.v1` address), instead of the engine's registry. */
const registry = process.env.SETUP_REGISTRY;

/** The registry whose name the provider has in the engine. */
const HOST = "registry.opentofu.org";

/** Leaves the released engine as `tofu` in the folder. */
export function downloadEngine(version, folder) {
  const archive = `tofu_${version}_${platform}.tar.gz`;
  const sums = `tofu_${version}_SHA256SUMS`;
  const address = (file) => `${releases}/v${version}/${file}`;
  // curl, because the fetch of Node 20 passes by proxies. All errors: a line that breaks off is worth another try, too.
  for (const file of [archive, sums])
    run("curl", ["-fsSL", "--retry", "3", "--retry-all-errors", "-o", join(folder, file), address(file)], {
      from: "releases",
    });
  const sum = createHash("sha256")
    .update(readFileSync(join(folder, archive)))
    .digest("hex");
  const named = readFileSync(join(folder, sums), "utf8")
    .split("\n")
    .find((line) => line.endsWith(`  ${archive}`))
    ?.slice(0, 64);
  if (named !== sum)
    throw new SetupError(
      `${address(archive)} is not the file that ${sums} names: nothing was installed\n` +
        `expected sha256 ${named ?? `(${sums} does not name this file)`}\n` +
        `found    sha256 ${sum}\n` +
        "Run setup again; if it stays, the mirror or a proxy changes files: tell whoever runs it, or build (without SETUP_SOURCE).",
    );
  run("tar", ["-xzf", join(folder, archive), "-C", folder, "tofu"]);
}

/** Leaves the released provider in the folder, as `<version>/<platform>/…`: unpacked, so that stacks link to it. */
export function mirrorProvider(source, version, folder) {
  const workplace = `${folder}.config`;
  mkdirSync(workplace, { recursive: true });
  const required_providers = { proxmox: { source: `${HOST}/${source}`, version } };
  writeFileSync(join(workplace, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
  run(tools("bin/tofu"), ["providers", "mirror", "-no-color", `-platform=${platform}`, join(workplace, "out")], {
    cwd: workplace,
    // Without it a registry that names no key is believed.
    env: { OPENTOFU_ENFORCE_GPG_VALIDATION: "true", ...settings(workplace) },
    from: "registry",
  });
  const packed = join(workplace, "out", HOST, source);
  const archive = readdirSync(packed).find((file) => file.endsWith(".zip"));
  const unpacked = join(folder, version, platform);
  run("python3", ["-m", "zipfile", "-e", join(packed, archive), unpacked]);
  chmodSync(join(unpacked, `terraform-provider-proxmox_v${version}`), 0o755);
}

/** Engine settings that lead to the mirror; a person's own where none is named. */
function settings(workplace) {
  if (!registry) return {};
  const file = join(workplace, "tofurc");
  const address = JSON.stringify(registry.replace(/\/*$/, "/"));
  writeFileSync(file, `host "${HOST}" {\n  services = { "providers.v1" = ${address} }\n}\n`);
  return { TF_CLI_CONFIG_FILE: file };
}
