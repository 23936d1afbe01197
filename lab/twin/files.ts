import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CREDENTIAL, keysOf, overlayOf } from "./configure.js";
import type { Scene, Verdict } from "./proof.js";
import { onDevice, type Twin } from "./twin.js";

/** The only file of a device that may be another one than the committed. */
const OTHER = "link-layer";

/** All that the twin may say of a device beside the committed inventory: how it is reached, and where its tree lies. */
const CONNECTION = ["ansible_connection", "ansible_python_interpreter", "netnode_init", "router__tree"];

/**
 * That the nodes have the committed files: each file on each node by its hash. References to keys are put into the
 * committed text as at a delivery. What differs is printed.
 */
export async function proveFiles({ twin, devices, progress }: Scene): Promise<Verdict> {
  const nodes = twin.topology.nodes.map(({ name }) => name);
  progress(`files of ${nodes.length} nodes`);
  const found = await Promise.all(nodes.map((name) => filesOf(twin, join(devices, name), name)));
  const equal = found.reduce((sum, one) => sum + one.equal, 0);
  const overlay = overlayOf(twin).all;
  const variables = [...new Set([overlay.vars, ...Object.values(overlay.hosts)].flatMap((one) => Object.keys(one)))];
  const problems = [
    ...found.flatMap(({ name, differing }) => differing.map((file) => `${name}: ${file} is not the committed one`)),
    ...variables.flatMap((name) =>
      CONNECTION.includes(name) ? [] : [`variable ${name} is no matter of the connection`],
    ),
  ];
  return {
    title: `files: ${equal} on ${nodes.length} nodes are the committed ones, ${problems.length} are not`,
    lines: [
      `another one, as must be: ${OTHER} of ${found.filter(({ other }) => other).length} nodes`,
      `variables beside the committed inventory: ${variables.sort().join(", ")}`,
    ],
    problems,
    json: { variables, nodes: found },
  };
}

/** Files of a device beside those of a tree; `differing` without the one that may. */
export async function filesOf(twin: Twin, tree: string, name: string) {
  const listing = await onDevice(twin, name, [
    ...["sh", "-c", "cd /etc/schulplattform/ && find . -type f -exec sha256sum {} +"],
  ]);
  const there = new Map([...listing.matchAll(/^(\S+) {2}\.\/(.+)$/gm)].map(([, hash, file]) => [file, hash]));
  const wanted = new Map(
    committed(tree).map((file) => [file, hashOf(resolved(readFileSync(join(tree, file), "utf8"), keysOf(twin.run)))]),
  );
  const all = [...new Set([...there.keys(), ...wanted.keys()])].sort() as string[];
  const differing = all.filter((file) => there.get(file) !== wanted.get(file));
  return {
    name,
    equal: all.length - differing.length,
    other: differing.includes(OTHER),
    differing: differing.filter((file) => file !== OTHER),
  };
}

function committed(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [],
  );
}

/** As a delivery resolves references (roles/router/action_plugins), written anew so that it proves something. */
function resolved(text: string, keys: string): string {
  return text
    .replace(/secret:\/\/device\/([a-z0-9-]+)\/([a-z]+)/g, (_, device, instance) =>
      readFileSync(join(keys, device, `${instance}.key`), "utf8").trim(),
    )
    .replace(
      /key:\/\/([a-z0-9-]+)\/([a-z]+)/g,
      (_, device, instance) =>
        (parse(readFileSync(join(keys, `${device}.yaml`), "utf8")) as Record<string, string>)[instance] ?? "",
    )
    .replace(/secret:\/\/env\/[A-Z0-9_]+/g, encodeURIComponent(CREDENTIAL));
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
