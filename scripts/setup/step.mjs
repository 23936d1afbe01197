import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { project, tools } from "./project.mjs";

const start = performance.now();

export function say(text) {
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

/** A failure that the user can act on: printed without a stack trace. */
export class SetupError extends Error {}

/**
 * Makes something unless it is there. What was cut off is made anew from the start, because a step counts as done only
 * when its stamp is there, and the stamp is written last.
 *
 * @param step.name     word for the log; also the stamp's file name
 * @param step.about    what is being done and how long it takes
 * @param step.inputs   texts that the result depends on; a change of one makes the step run again
 * @param step.outputs  files that must exist for the step to count as done
 * @param step.make     does it; gets an empty folder for unfinished things, on the same file system as `.tools`
 */
export function step({ name, about, inputs, outputs, make }) {
  const stamp = tools("stamps", name);
  const digest = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  if (outputs.every(existsSync) && stampOf(name) === digest) return false;
  say(`${name}: ${about}`);
  const unfinished = tools("unfinished", name);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  rmSync(stamp, { force: true });
  make(unfinished);
  writeFileSync(`${unfinished}/stamp`, digest);
  put(`${unfinished}/stamp`, stamp);
  rmSync(unfinished, { recursive: true });
  say(`${name}: done`);
  return true;
}

/** What a finished step left behind; empty if it is not finished. An input for the steps that build on it. */
export function stampOf(name) {
  const stamp = tools("stamps", name);
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
}

/** Moves a finished file or folder to its place, in one go for a file. */
export function put(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  if (statSync(from).isDirectory()) rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
}

/** What steps download from → where a mirror, and the certificate of one's own authority, are set. */
const SOURCES = {
  npm: "this step needs npm's registry, or a mirror in npm_config_registry (own CA: NODE_EXTRA_CA_CERTS).",
  pypi: "this step needs PyPI, or a mirror in PIP_INDEX_URL (own CA: PIP_CERT).",
  go: "this step needs a Go module proxy, or a mirror in GOPROXY (own CA: SSL_CERT_FILE).",
  releases: "this step needs the release host of OpenTofu, or a mirror in SETUP_RELEASES (own CA: CURL_CA_BUNDLE).",
  registry: "this step needs the provider registry of OpenTofu, or a mirror in SETUP_REGISTRY (own CA: SSL_CERT_FILE).",
};

const PROXY = "Behind a proxy, set HTTPS_PROXY and NO_PROXY. All settings: docs/how-to/setup.md. Then run setup again.";

/**
 * Runs a program; its output goes to `.tools/setup.log`.
 * @param options.cwd  default: the project
 * @param options.env  added to the environment, so that proxies and mirrors set there hold
 * @param options.from  what it downloads from, a key of SOURCES; the message of a failure says how to set another
 * @throws SetupError with the end of the output
 */
export function run(program, args, { cwd = project, env = {}, from } = {}) {
  const log = tools("setup.log");
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, "w");
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", file, file],
  });
  closeSync(file);
  if (result.status === 0) return;
  const end = readFileSync(log, "utf8").trimEnd().split("\n").slice(-30);
  const why = result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.status}`);
  const hint = from ? [`\nIf the network is the reason: ${SOURCES[from]}`, PROXY] : [];
  throw new SetupError(
    [`${program} ${args.join(" ")}: ${why}`, ...end, `All of the output: ${log}`, ...hint].join("\n"),
  );
}
