const { join } = require("node:path");

/** Commands of the CLI that read or write synthesised stacks. */
const WITH_OUTPUT = new Set("synth synthesize diff plan deploy apply destroy list output outputs watch".split(" "));

/** Commands that change something; otherwise they refuse a stack whose predecessors are not named, too. */
const CHANGING = new Set(["deploy", "apply", "destroy"]);

/** Options of these commands whose next word is their value. */
const VALUED =
  /^(-a|-o|--app|--output|--outputs-file|--log-level|--parallelism|--terraform-parallelism|--var|--var-file)$/;

/** Stacks that are named; a pattern may stand for many. */
const named = (rest) => rest.filter((arg, index) => !arg.startsWith("-") && !VALUED.test(rest[index - 1] ?? ""));

/** The declaration's folder, or the default one of this project's own checkout. */
const declarationOf = (env) => env.TRAEGER ?? "traeger/hansestadt";

/**
 * The user's arguments and this project's defaults; what the user says wins.
 *
 * Stacks are written below the declaration's own folder (or the lab's), because the paths of local states are
 * relative to it. A single named stack is deployed alone: its predecessors hand it nothing but constants. Of several, the
 * CLI must keep the order: with the option that ignores what is missing it starts all of them at once.
 */
function withDefaults(args, env) {
  const [command, ...rest] = args;
  const defaults = [];
  if (WITH_OUTPUT.has(command) && !rest.some((arg) => /^(-o|--output)(=|$)/.test(arg)))
    defaults.push("--output", join(env.PLATTFORM_LAB ?? declarationOf(env), "cdktf.out"));
  const [stack, ...more] = named(rest);
  const alone = stack !== undefined && !stack.includes("*") && more.length === 0;
  if (CHANGING.has(command) && alone && !rest.some((arg) => arg.startsWith("--ignore-missing-stack-dependencies")))
    defaults.push("--ignore-missing-stack-dependencies");
  return command === undefined ? [] : [command, ...rest, ...defaults];
}

/**
 * Why a run cannot be approved: nobody is there to answer, and nobody has said yes. The CLI then stops with 0, which a
 * pipeline takes for a deployment.
 *
 * @returns {string | undefined} one sentence, or undefined when all is well
 */
function unapproved([command, ...rest], terminal) {
  const said = rest.some(
    (arg) => /^--(auto-approve(=true)?|autoApprove(=true)?|help|version)$/.test(arg) || arg === "-h",
  );
  if (!CHANGING.has(command) || terminal || said) return undefined;
  return `refused: ${command} asks for approval and there is no terminal; nothing was changed. With --auto-approve it does not ask.`;
}

module.exports = { declarationOf, unapproved, withDefaults };
