import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { copyOfProject, PROJECT, run, terminal } from "../support/command.js";
import {
  ADDRESS,
  canSign,
  ENGINE,
  endAgent,
  gpgSigner,
  PROVIDER,
  publish,
  publishMirror,
  release,
  type Signer,
} from "../support/release.js";
import { ReleaseHosts, startProxy } from "../support/release-hosts.js";

const unsigned: Signer = () => ({ signature: Buffer.from("no signature"), keys: [] });

describe.skipIf(!canSign)("SETUP_SOURCE=registry (needs gpg)", () => {
  const root = mkdtempSync(join(tmpdir(), "rel-"));
  const copy = join(root, "copy");
  const tools = join(copy, ".tools");
  let hosts: ReleaseHosts;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let files: ReturnType<typeof release>;
  let maker: Signer;
  let stranger: Signer;

  beforeAll(async () => {
    for (const folder of ["copy", "certificates", "release"]) mkdirSync(join(root, folder));
    await copyOfProject(copy);
    unlinkSync(tools);
    hosts = await ReleaseHosts.start(join(root, "certificates"));
    proxy = await startProxy(hosts.port);
    files = release(join(root, "release"));
    maker = gpgSigner(join(root, "maker"));
    stranger = gpgSigner(join(root, "stranger"));
  });

  afterAll(() => {
    proxy?.stop();
    hosts?.stop();
    for (const home of ["maker", "stranger"]) endAgent(join(root, home));
    rmSync(root, { recursive: true, force: true });
  });

  beforeEach(() => {
    rmSync(tools, { recursive: true, force: true });
    publish(hosts, { ...files, engine: files.placeholder }, maker);
    hosts.requests.length = 0;
    proxy.hosts.clear();
  });

  /** A person's shell whose only way out is the proxy. */
  function shell(extra: Record<string, string> = {}) {
    const ca = join(root, "certificates/ca.pem");
    const network = { HTTPS_PROXY: proxy.url, NO_PROXY: "", SSL_CERT_FILE: ca, CURL_CA_BUNDLE: ca };
    const clean = Object.entries(terminal()).filter(([name]) => !/_proxy$|^(TF|SETUP)_/i.test(name));
    return { ...Object.fromEntries(clean), SETUP_SOURCE: "registry", ...network, ...extra };
  }

  const setup = (steps: string[], extra?: Record<string, string>) =>
    run(process.execPath, ["scripts/setup.mjs", ...steps], copy, shell(extra));

  /** For what is about the provider alone: the engine is there. */
  function withEngine() {
    mkdirSync(join(tools, "bin"), { recursive: true });
    symlinkSync(join(PROJECT, ".tools/bin/tofu"), join(tools, "bin/tofu"));
  }

  it("brings engine and provider from their hosts through the proxy, with the hash of what was built here", async () => {
    publish(hosts, files, maker);
    const { code, stdout, stderr } = await setup(["tofu", "provider", "locks"]);
    expect(code, stdout + stderr).toBe(0);
    expect([...proxy.hosts].sort()).toEqual(["github.com:443", "registry.opentofu.org:443"]);
    const version = await run(join(tools, "bin/tofu"), ["version", "-json"], copy, shell());
    expect(JSON.parse(version.stdout).terraform_version).toBe(ENGINE);
    const hash = JSON.parse(readFileSync(join(tools, "provider.hash.json"), "utf8"));
    const built = JSON.parse(readFileSync(join(PROJECT, ".tools/provider.hash.json"), "utf8"));
    expect(hash).toEqual({ ...built, version: PROVIDER, made: "downloaded" });
    const asked = hosts.requests.length;
    expect((await setup(["tofu", "provider", "locks"])).stdout).toContain("setup: all was there already");
    expect(hosts.requests.length).toBe(asked);
  });

  it("takes mirrors instead, and NO_PROXY holds", async () => {
    publish(hosts, files, maker);
    const { code, stdout, stderr } = await setup(["tofu", "provider", "locks"], {
      ...publishMirror(hosts),
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "localhost",
    });
    expect(code, stdout + stderr).toBe(0);
    expect(hosts.requests.every((address) => address.startsWith("localhost/"))).toBe(true);
  });

  it("refuses an engine that is not what its list of checksums names", async () => {
    hosts.files.set(ADDRESS.engine, Buffer.concat([files.engine, Buffer.from("!")]));
    const { code, stderr } = await setup(["tofu"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is not the file that tofu_\S+_SHA256SUMS names: nothing was installed/);
    expect(stderr).toMatch(/expected sha256 [0-9a-f]{64}\nfound {4}sha256 [0-9a-f]{64}\n/);
    expect(existsSync(join(tools, "bin/tofu"))).toBe(false);
  });

  it("refuses an engine that the list of checksums does not know", async () => {
    hosts.files.set(ADDRESS.engineSums, "");
    const { code, stderr } = await setup(["tofu"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/expected sha256 \(tofu_\S+_SHA256SUMS does not name this file\)/);
  });

  it.each([
    ["that is not what its registry names", maker0, "checksum", true],
    ["that somebody else signed", stranger0, "signature", false],
    ["whose registry names no key", () => unsigned, "signing key|signature", false],
  ] as const)("refuses a provider %s", async (_, signer, text, changed) => {
    withEngine();
    publish(hosts, files, signer());
    if (changed) hosts.files.set(ADDRESS.provider, Buffer.concat([files.provider, Buffer.from("!")]));
    const { code, stderr } = await setup(["provider"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(text, "i"));
    expect(existsSync(join(tools, "mirror"))).toBe(false);
  });

  it("tries again when the line breaks off", async () => {
    hosts.halves.set(ADDRESS.engine, (socket) => socket.destroy());
    const { code, stderr } = await setup(["tofu"]);
    expect(code, stderr).toBe(0);
    expect(hosts.requests.filter((address) => address === ADDRESS.engine)).toHaveLength(2);
  });

  it("starts clean after it was killed in the middle of a download", async () => {
    const half = new Promise((resolve) => hosts.halves.set(ADDRESS.engine, resolve));
    const child = spawn(process.execPath, ["scripts/setup.mjs", "tofu"], {
      cwd: copy,
      env: shell(),
      detached: true,
      stdio: "ignore",
    });
    await half;
    process.kill(-(child.pid as number), "SIGKILL");
    await once(child, "exit");
    expect(existsSync(join(tools, "bin/tofu"))).toBe(false);
    const { code, stderr } = await setup(["tofu"]);
    expect(code, stderr).toBe(0);
  });

  it("says which settings lead out when no host is in reach", async () => {
    const { code, stdout, stderr } = await setup(["tofu"], { HTTPS_PROXY: "http://127.0.0.1:9" });
    expect(code).toBe(1);
    expect(stdout).toContain("the next run goes on from here");
    expect(stderr).toContain("a mirror in SETUP_RELEASES (own CA: CURL_CA_BUNDLE)");
    expect(stderr).toContain("set HTTPS_PROXY and NO_PROXY");
  });

  // Signers exist only once the hooks ran.
  function maker0() {
    return maker;
  }
  /** The registry names the maker's key, and somebody else signed. */
  function stranger0(): Signer {
    return (list) => ({ ...stranger(list), keys: maker(list).keys });
  }
});

it("a step that does not exist is refused with the names of those that do", async () => {
  const { code, stderr } = await run(process.execPath, ["scripts/setup.mjs", "constructor"], PROJECT);
  expect(code).toBe(1);
  expect(stderr).toContain("there is no step constructor; there are: packages, ansible, api-schema, tofu");
});
