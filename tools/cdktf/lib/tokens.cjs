const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** A name that `token: secret://env/NAME` in a declaration refers to. */
const REFERENCE = /secret:\/\/env\/([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * The tokens that a declaration refers to, as the engine's variables: what `plan` and `apply` do for themselves. With a
 * token for each school, its variable begins with the cluster's (`<NAME>_<SCHOOL>`).
 *
 * @param folder  the declaration's; one that cannot be read has no tokens, and synth says why
 * @param user  the environment of the user; a TF_VAR_ that is set in it wins
 * @returns {Record<string, string>} TF_VAR_<name in lower case> → value
 */
function tokenVariables(folder, user) {
  const names = referredNames(folder);
  const tokens = Object.entries(user).filter(
    ([name, value]) => value && names.some((known) => name === known || name.startsWith(`${known}_`)),
  );
  return Object.fromEntries(
    tokens
      .map(([name, value]) => [`TF_VAR_${name.toLowerCase()}`, value])
      .filter(([variable]) => user[variable] === undefined),
  );
}

function referredNames(folder) {
  const sites = join(folder, "sites");
  const files = [
    join(folder, "traeger.yaml"),
    ...(existsSync(sites) ? readdirSync(sites).map((file) => join(sites, file)) : []),
  ];
  const texts = files
    .filter((file) => file.endsWith(".yaml") && existsSync(file))
    .map((file) => readFileSync(file, "utf8"));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(REFERENCE)].map(([, name]) => name)))];
}

module.exports = { tokenVariables };
