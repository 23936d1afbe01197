const { existsSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { declarationOf } = require("./arguments.cjs");
const { tokenVariables } = require("./tokens.cjs");

/** Node hands over real paths, so this holds behind a workspace link and inside another project's node_modules, too. */
const project = resolve(__dirname, "../../..");

/**
 * The environment that the CLI runs in. An engine or engine settings of the user's own hold;
 * the tokens that the declaration refers to become the engine's variables.
 *
 * @param user  the environment of the user
 * @throws if no engine is set and the project's own is missing
 */
function environment(user) {
  const engine = user.TERRAFORM_BINARY_NAME ?? join(project, ".tools/bin/tofu");
  if (!user.TERRAFORM_BINARY_NAME && !existsSync(engine))
    throw new Error(`${engine} is missing. Run: node ${join(project, "scripts/setup.mjs")}`);
  // The engine only warns of a settings file that is not there, and then looks for a registry.
  const own = user.TF_CLI_CONFIG_FILE && existsSync(user.TF_CLI_CONFIG_FILE);
  return {
    ...user,
    ...tokenVariables(declarationOf(user), user),
    TERRAFORM_BINARY_NAME: engine,
    TF_CLI_CONFIG_FILE: own ? user.TF_CLI_CONFIG_FILE : join(project, ".tools/tofurc"),
    // No telemetry: otherwise the names of stacks and providers go to a foreign host on each run.
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    // Nobody reads the stack trace of each token's birth; without it 1000 schools take half the time.
    CDKTN_DISABLE_CREATION_STACK: "1",
    // Parallel inits fail on a shared plugin cache; the provider lies in a folder anyway.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
  };
}

module.exports = { environment, project };
