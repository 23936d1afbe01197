const { join } = require("node:path");

/** Commands of the CLI that read or write synthesised stacks. */
const WITH_OUTPUT = new Set("synth synthesize diff plan deploy apply destroy list output outputs watch".split(" "));

/** Commands that otherwise refuse a stack whose predecessors are not named, too. */
const ORDERED = new Set(["deploy", "apply", "destroy"]);

/**
 * The user's arguments and this project's defaults; what the user says wins.
 *
 * Stacks are written below the declaration's own folder (or the lab's), because the paths of local states are
 * relative to it. A single named stack is deployed alone: its predecessors hand it nothing but constants.
 */
function withDefaults(args, env) {
  const [command, ...rest] = args;
  const defaults = [];
  if (WITH_OUTPUT.has(command) && !rest.some((arg) => /^(-o|--output)(=|$)/.test(arg)))
    defaults.push("--output", join(env.PLATTFORM_LAB ?? env.TRAEGER ?? "traeger/hansestadt", "cdktf.out"));
  if (ORDERED.has(command) && !rest.some((arg) => arg.startsWith("--ignore-missing-stack-dependencies")))
    defaults.push("--ignore-missing-stack-dependencies");
  return command === undefined ? [] : [command, ...rest, ...defaults];
}

module.exports = { withDefaults };
