import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platform, tools } from "./project.mjs";
import { run, SetupError } from "./step.mjs";

/**
 * SETUP_SOURCE=registry downloads the released engine and provider: faster, but it needs release hosts, and what it
 * gets is checked against checksums from the same place, not against hashes committed here.
 * `build` (the default) needs package registries only. Either holds for what is not there yet.
 */
export const fromRegistry = process.env.SETUP_SOURCE === "registry";

/** Where OpenTofu's releases lie; a mirror may be set. */
const releases = process.env.SETUP_RELEASES ?? "https://github.com/opentofu/opentofu/releases/download";

/** Leaves the released engine as `tofu` in the folder. */
export function downloadEngine(version, folder) {
  const archive = `tofu_${version}_${platform}.tar.gz`;
  const sums = `tofu_${version}_SHA256SUMS`;
  // curl, because the fetch of Node 20 passes by proxies.
  for (const file of [archive, sums])
    run("curl", ["-fsSL", "--retry", "3", "-o", join(folder, file), `${releases}/v${version}/${file}`]);
  const sum = createHash("sha256")
    .update(readFileSync(join(folder, archive)))
    .digest("hex");
  if (!readFileSync(join(folder, sums), "utf8").includes(`${sum}  ${archive}\n`))
    throw new SetupError(`${archive} does not have the checksum that ${sums} names: nothing was installed`);
  run("tar", ["-xzf", join(folder, archive), "-C", folder, "tofu"]);
}

/** Leaves the released provider in the folder; the engine checks the registry's signature. */
export function mirrorProvider(source, version, folder) {
  const workplace = `${folder}.config`;
  mkdirSync(workplace, { recursive: true });
  const required_providers = { proxmox: { source, version } };
  writeFileSync(join(workplace, "main.tf.json"), JSON.stringify({ terraform: { required_providers } }));
  run(tools("bin/tofu"), ["providers", "mirror", `-platform=${platform}`, join(workplace, "out")], {
    cwd: workplace,
  });
  renameSync(join(workplace, "out/registry.opentofu.org", source), folder);
}
