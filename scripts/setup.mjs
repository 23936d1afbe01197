#!/usr/bin/env node
/**
 * Makes all that the project needs besides Node, in node_modules and `.tools`; nothing is installed elsewhere.
 *
 *   node scripts/setup.mjs [step…]     only the named steps; without names all but those for tests
 *
 * Does only what is missing or out of date, so it may be stopped at any time and run as often as one likes. Everything
 * is pinned: npm by package-lock.json, Go by tools/<module>/go.sum, Python by the hashes in tools/python. Needs Node,
 * npm and Python 3.11 or newer with venv, and the registries of npm, PyPI and Go or their mirrors: their usual settings
 * and the proxy variables hold (npm's registry, PIP_INDEX_URL, GOPROXY, HTTPS_PROXY).
 *
 * SETUP_SOURCE=registry downloads engine and provider instead of building them. All settings: docs/how-to/setup.md.
 * Exit codes: 0 all is there, 1 a step failed or has an unknown name.
 */
import { engine, locks, provider } from "./setup/engine.mjs";
import { fakeCli, gitlabSchema, molecule, programs, pyavd, s3Store } from "./setup/extras.mjs";
import { packages } from "./setup/packages.mjs";
import { onPath } from "./setup/project.mjs";
import { ansible, apiSchema } from "./setup/python.mjs";
import { schoolServerImage } from "./setup/school-server.mjs";
import { SetupError, say } from "./setup/step.mjs";
import { twinImage } from "./setup/twin.mjs";
import { twinMachine } from "./setup/twin-vm.mjs";

// In this order: Python first, because a machine without Go gets its Go from there.
const standard = { packages, ansible, "api-schema": apiSchema, tofu: engine, provider, locks };
/** Made only by name: `npm run twin` and the tests that need them ask for them. */
const extras = {
  twin: twinImage,
  "twin-vm": twinMachine,
  "school-server": schoolServerImage,
  programs,
  "s3-store": s3Store,
  "gitlab-schema": gitlabSchema,
  "fake-cli": fakeCli,
  molecule,
  pyavd,
};

try {
  const done = chosen(process.argv.slice(2)).filter((make) => make());
  say(done.length > 0 ? "setup: all is there" : "setup: all was there already");
  if (!onPath("terraform")) say("Terraform not on PATH: the Terraform pair test is not run");
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say("setup failed. What was finished stays; the next run goes on from here.");
  console.error(error.message);
  process.exitCode = 1;
}

function chosen(names) {
  const steps = { ...standard, ...extras };
  const unknown = names.find((name) => !Object.hasOwn(steps, name));
  if (unknown) throw new SetupError(`there is no step ${unknown}; there are: ${Object.keys(steps).join(", ")}`);
  return names.length > 0 ? names.map((name) => steps[name]) : Object.values(standard);
}
