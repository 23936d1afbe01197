const { join } = require("node:path");

/** Commands of the CLI that read or write synthesised stacks. */
const WITH_OUTPUT = new Set(["synth", "synthesize", "diff", "plan", "deploy", "apply", "destroy", "list", "output", "outputs", "watch"]);

/**
 * Stacks are written below the declaration's own folder (or the lab's), because the paths of local states are
 * relative to it. A user's own --output wins.
 */
function withOutput(args, env) {
  if (!WITH_OUTPUT.has(args[0]) || args.some((arg) => /^(-o|--output)(=|$)/.test(arg))) return args;
  const folder = env.PLATTFORM_LAB ?? env.TRAEGER ?? "traeger/hansestadt";
  return [args[0], "--output", join(folder, "cdktf.out"), ...args.slice(1)];
}

module.exports = { withOutput };
