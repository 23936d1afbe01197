/**
 * `npm run lab`: first the packages, which the lab itself is run with, so this file needs nothing but Node. The rest of setup
 * follows when it is clear that the command is right. Help and the lab's end make nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { packages } from "./setup/packages.mjs";
import { at, read } from "./setup/project.mjs";
import { SetupError } from "./setup/step.mjs";

const asksFor = (...options) => process.argv.slice(2).some((option) => options.includes(option));

if (asksFor("--help", "-h") && !existsSync(at("node_modules/tsx"))) console.log(writtenHelp());
else {
  if (!asksFor("--help", "-h", "--down")) need(packages);
  await import("./typescript.mjs");
  const [{ main }, { lab }] = await Promise.all([import("./lib/command.ts"), import("./lib/run-lab.ts")]);
  await main(() => lab(setup));
}

/** The reference is generated from the same text, and needs no packages. */
function writtenHelp() {
  return /^## lab\n\n```text\n([\s\S]*?)\n```$/m.exec(read("docs/reference/commands.md"))?.[1];
}

function need(make) {
  try {
    make();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** The twin's image is a step by name; where it cannot be made, it says so, and the lab does without. */
function setup() {
  for (const steps of [[], ["twin"]]) {
    const { status } = spawnSync(process.execPath, [at("scripts/setup.mjs"), ...steps], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
}
