import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { command, copyOfProject, PROJECT, run, terminal } from "../support/command.js";
import { extra } from "../support/extras.js";
import { canSign, endAgent, gpgSigner, publish, publishMirror, release } from "../support/release.js";
import { ReleaseHosts } from "../support/release-hosts.js";
import { startStateServer } from "../support/state-server.js";

interface Pipeline {
  readonly default: { readonly before_script: string[] };
  readonly check: { readonly script: string[] };
  readonly plan: { readonly script: string[] };
}

const PASSWORD = "of-the-state-backend";

/**
 * The pipeline that `new traeger` writes, run as a GitLab runner does: each job in the same folder, cleaned of all but the
 * cache, its lines in one bash that stops at the first failure. Only `apt-get` is not the real one: it would change this
 * machine, and a runner's container is its own. Releases come from a mirror here, because building takes minutes.
 */
describe.skipIf(!canSign)("the pipeline of a new Schulträger (needs gpg)", () => {
  const root = mkdtempSync(join(tmpdir(), "pipeline-"));
  const own = join(root, "amt-nord");
  const build = join(root, "builds/amt-nord");
  let pipeline: Pipeline;
  let store: Awaited<ReturnType<typeof startStateServer>>;
  let hosts: ReleaseHosts;
  let variables: Record<string, string> = {};

  beforeAll(async () => {
    for (const folder of ["package", "release", "bin", "home", "builds"]) mkdirSync(join(root, folder));
    await scaffold(own, await packed(join(root, "package")));
    const certificates = join(own, ".lab/pve");
    store = await startStateServer(certificates, "pipeline", PASSWORD);
    const declaration = readFileSync(join(own, "traeger.yaml"), "utf8");
    const state = `state: { backend: http, address: "${store.address}" }`;
    writeFileSync(join(own, "traeger.yaml"), declaration.replace("state: { backend: local }", state));
    // Committed: without it npm installs the package anew in each job, and the tools in it are lost.
    await good("npm", ["install", "--package-lock-only", "--silent"], own);
    await good(
      "bash",
      ["-ec", 'git init -q; git add -A; git commit -qm "a town"; git clone -q . "$1"', "-", build],
      own,
    );
    pipeline = parse(readFileSync(join(own, ".gitlab-ci.yml"), "utf8"));
    hosts = await ReleaseHosts.start(certificates);
    publish(hosts, release(join(root, "release")), gpgSigner(join(root, "gpg")));
    writeFileSync(join(root, "bin/apt-get"), `#!/bin/sh\necho "$@" >> "${root}/apt-get.log"\n`, { mode: 0o755 });
    variables = { ...jobVariables(root, own), ...publishMirror(hosts) };
  });

  afterAll(async () => {
    store?.stop();
    hosts?.stop();
    endAgent(join(root, "gpg"));
    await command("lab", ["--traeger", own, "--down"]);
    rmSync(root, { recursive: true, force: true });
  });

  /** What a runner does with a job: clean, restore the cache (which stays in place), run the lines. */
  async function job(name: "check" | "plan") {
    await good("git", ["clean", "-ffdxq", "-e", "node_modules"], build);
    const lines = [...pipeline.default.before_script, ...pipeline[name].script];
    const path = `${join(root, "bin")}${delimiter}${process.env.PATH}`;
    return run("bash", ["-eo", "pipefail", "-c", lines.join("\n")], build, terminal({ ...variables, PATH: path }));
  }

  it("is valid by GitLab's own schema", async () => {
    extra("gitlab-schema");
    const program = `
import json, sys, yaml, jsonschema
schema, file = json.load(open(sys.argv[1])), yaml.safe_load(open(sys.argv[2]))
validator = jsonschema.validators.validator_for(schema)(schema)
errors = [error.message for error in validator.iter_errors(file)]
print("\\n".join(errors))
sys.exit(1 if errors else 0)`;
    const validate = (file: string) =>
      run(
        join(PROJECT, ".tools/venv/bin/python"),
        ["-c", program, join(PROJECT, ".tools/gitlab-ci.schema.json"), file],
        root,
      );
    const { code, stdout, stderr } = await validate(join(own, ".gitlab-ci.yml"));
    expect(code, stdout + stderr).toBe(0);
    writeFileSync(join(root, "bad.yml"), "check: { stage: check, script: 7 }\n");
    expect((await validate(join(root, "bad.yml"))).code).toBe(1);
  });

  it("checks: installs the package and its tools, and passes", async () => {
    const { code, stdout, stderr } = await job("check");
    expect(code, `${stdout}${stderr}`.slice(-3000)).toBe(0);
    expect(stdout).toContain("1 school, 1 site");
    expect(readFileSync(join(root, "apt-get.log"), "utf8")).toContain("install -y -q python3-venv");
  });

  it("plans against the cluster with what the cache kept, and leaves no lock and no secret", async () => {
    const { code, stdout, stderr } = await job("plan");
    expect(code, `${stdout}${stderr}`.slice(-3000)).toBe(0);
    expect(stdout).toContain("setup: all was there already");
    expect(stdout).toContain("all clusters are ready");
    expect(stdout).toMatch(/plan: 2 stacks done, 0 failed, 0 owed; [1-9]\d* add, 0 change, 0 destroy/);
    expect(store.locks.size).toBe(0);
    for (const secret of [PASSWORD, variables.PVE_RATHAUS_TOKEN ?? ""]) expect(stdout + stderr).not.toContain(secret);
  });

  it("fails where a declaration is wrong", async () => {
    writeFileSync(join(build, "schools/grundschule-nord.yaml"), "schemaVersion: 1\n");
    expect((await job("check")).code).toBe(4);
  });
});

/** Who commits in these tests: nobody. */
const NOBODY = { NAME: "nobody", EMAIL: "nobody@replace.example" };
const identity = Object.fromEntries(
  Object.entries(NOBODY).flatMap(([name, value]) => [
    [`GIT_AUTHOR_${name}`, value],
    [`GIT_COMMITTER_${name}`, value],
  ]),
);

async function good(program: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, cwd, terminal(identity));
  expect(code, `${program} ${args.join(" ")}\n${stdout}${stderr}`.slice(-3000)).toBe(0);
  return stdout;
}

/** The project as a package, as npm would publish it. */
async function packed(folder: string): Promise<string> {
  await copyOfProject(folder);
  for (const link of ["node_modules", ".tools"]) unlinkSync(join(folder, link));
  await good("npm", ["pack", "--silent"], folder);
  return join(folder, readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "");
}

/** What a person does on their own machine before the first push; the lab stands for the cluster. */
async function scaffold(own: string, archive: string): Promise<void> {
  const bin = join(PROJECT, "scripts/schulplattform.mjs");
  await good(process.execPath, [bin, "new", "traeger", own, "--package", `file:${archive}`], join(own, ".."));
  for (const step of ["new site hauptstrasse", "new school grundschule-nord", "allocate", "generate", "lab --up"])
    await good(process.execPath, [bin, ...step.split(" ")], own);
}

/** What GitLab sets, and what a person sets as masked variables of the project. */
function jobVariables(root: string, own: string): Record<string, string> {
  const lab = Object.fromEntries(
    [...readFileSync(join(own, ".lab/env"), "utf8").matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string>;
  const authorities = join(root, "authorities.pem");
  writeFileSync(authorities, [readFileSync(lab.SSL_CERT_FILE ?? "", "utf8"), ...rootCertificates].join("\n"));
  return {
    CI: "true",
    GITLAB_CI: "true",
    CI_COMMIT_BRANCH: "main",
    CI_DEFAULT_BRANCH: "main",
    CI_PIPELINE_SOURCE: "push",
    CI_PROJECT_DIR: join(root, "builds/amt-nord"),
    PVE_RATHAUS_TOKEN: lab.TF_VAR_pve_rathaus_token ?? "",
    TF_VAR_endpoint_rathaus: lab.TF_VAR_endpoint_rathaus ?? "",
    TF_HTTP_USERNAME: "pipeline",
    TF_HTTP_PASSWORD: PASSWORD,
    SETUP_SOURCE: "registry",
    SSL_CERT_FILE: authorities,
    CURL_CA_BUNDLE: authorities,
  };
}
