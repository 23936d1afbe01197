import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleVersion, onPath, platform } from "../../scripts/setup/project.mjs";
import { PROJECT } from "./command.js";
import type { ReleaseHosts } from "./release-hosts.js";

export const ENGINE = moduleVersion("tofu", "github.com/opentofu/opentofu");
export const PROVIDER = moduleVersion("provider", "github.com/bpg/terraform-provider-proxmox");

const engineArchive = `tofu_${ENGINE}_${platform}.tar.gz`;
const providerArchive = `terraform-provider-proxmox_${PROVIDER}_${platform}.zip`;
const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
const sums = (content: Buffer, file: string) => `${sha256(content)}  ${file}\n`;

/** Where the real hosts have these files. */
export const ADDRESS = {
  engine: `github.com/opentofu/opentofu/releases/download/v${ENGINE}/${engineArchive}`,
  engineSums: `github.com/opentofu/opentofu/releases/download/v${ENGINE}/tofu_${ENGINE}_SHA256SUMS`,
  discovery: "registry.opentofu.org/.well-known/terraform.json",
  versions: "registry.opentofu.org/v1/providers/bpg/proxmox/versions",
  download: `registry.opentofu.org/v1/providers/bpg/proxmox/${PROVIDER}/download/${platform.replace("_", "/")}`,
  provider: `registry.opentofu.org/files/${providerArchive}`,
  providerSums: "registry.opentofu.org/files/SHA256SUMS",
  signature: "registry.opentofu.org/files/SHA256SUMS.sig",
};

/**
 * The engine and the provider that setup built, packed as their projects publish them, and a placeholder that is packed
 * like the engine and small, for what is not about the engine itself.
 */
export function release(folder: string) {
  const pack = (file: string, from: string) => {
    execFileSync("tar", ["-C", from, "--use-compress-program=gzip -1", "-cf", join(folder, file), "tofu"]);
    return readFileSync(join(folder, file));
  };
  writeFileSync(join(folder, "tofu"), "#!/bin/sh\n");
  const binary = `terraform-provider-proxmox_v${PROVIDER}`;
  const built = join(PROJECT, ".tools/mirror/registry.opentofu.org/bpg/proxmox", PROVIDER, platform, binary);
  copyFileSync(built, join(folder, binary));
  execFileSync("python3", ["-m", "zipfile", "-c", "provider.zip", binary], { cwd: folder });
  return {
    engine: pack("engine.tar.gz", join(PROJECT, ".tools/bin")),
    placeholder: pack("placeholder.tar.gz", folder),
    provider: readFileSync(join(folder, "provider.zip")),
  };
}

/** Puts a release under the names of the real hosts; the registry speaks the provider registry protocol. */
export function publish(
  hosts: ReleaseHosts,
  { engine, provider }: { engine: Buffer; provider: Buffer },
  signer: Signer,
): void {
  const list = sums(provider, providerArchive);
  const [os, arch] = platform.split("_");
  const { signature, keys } = signer(list);
  const document = {
    protocols: ["6.0"],
    os,
    arch,
    filename: providerArchive,
    download_url: `/files/${providerArchive}`,
    shasum: sha256(provider),
    shasums_url: "/files/SHA256SUMS",
    shasums_signature_url: "/files/SHA256SUMS.sig",
    signing_keys: { gpg_public_keys: keys.map((ascii_armor) => ({ ascii_armor })) },
  };
  const versions = { versions: [{ version: PROVIDER, protocols: ["6.0"], platforms: [{ os, arch }] }] };
  const files: [string, Buffer | string][] = [
    [ADDRESS.engine, engine],
    [ADDRESS.engineSums, sums(engine, engineArchive)],
    [ADDRESS.discovery, JSON.stringify({ "providers.v1": "/v1/providers/" })],
    [ADDRESS.versions, JSON.stringify(versions)],
    [ADDRESS.download, JSON.stringify(document)],
    [ADDRESS.provider, provider],
    [ADDRESS.providerSums, list],
    [ADDRESS.signature, signature],
  ];
  for (const [address, content] of files) hosts.files.set(address, content);
}

/** The same files on one mirror; what setup has to be told to take them from there. */
export function publishMirror(hosts: ReleaseHosts): { SETUP_RELEASES: string; SETUP_REGISTRY: string } {
  for (const [address, file] of [...hosts.files])
    hosts.files.set(address.replace(/^[^/]+/, "localhost").replace("/opentofu/opentofu/releases", ""), file);
  const mirror = `https://localhost:${hosts.port}`;
  return { SETUP_RELEASES: `${mirror}/download`, SETUP_REGISTRY: `${mirror}/v1/providers` };
}

/** Signatures are made by a program that a machine may not have; Debian's package is gnupg. */
export const canSign = ["gpg", "gpgconf", "gpg-agent"].every((program) => onPath(program));

/** Signs a list of checksums; the keys are those that the registry says belong to the provider. */
export type Signer = (list: string) => { signature: Buffer; keys: string[] };

/** A key of its own in a folder; its agent has to be ended with `endAgent`. */
export function gpgSigner(home: string): Signer {
  mkdirSync(home, { mode: 0o700 });
  const gpg = (...args: string[]) =>
    execFileSync(
      "gpg",
      ["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", ...args],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
  gpg("--quick-gen-key", "release@replace.example", "rsa2048", "sign", "never");
  const key = gpg("--armor", "--export").toString();
  return (list) => {
    writeFileSync(join(home, "list"), list);
    return { signature: gpg("--detach-sign", "--output", "-", join(home, "list")), keys: [key] };
  };
}

export function endAgent(home: string): void {
  execFileSync("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
}
