/** `npm run molecule [-- <role> …]`: the scenarios of all roles that have one, or of the named ones. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter } from "node:path";
import { at, tools } from "./setup/project.mjs";

const tested = readdirSync(at("roles")).filter((role) => existsSync(at("roles", role, "molecule")));
const asked = process.argv.slice(2);
const unknown = asked.filter((role) => !tested.includes(role));
if (unknown.length > 0) {
  console.error(`no molecule scenario: ${unknown.join(", ")}; there are ${tested.join(", ")}`);
  process.exit(1);
}
const env = {
  ...process.env,
  PATH: `${tools("venv/bin")}${delimiter}${process.env.PATH}`,
  PYTHONPATH: tools("molecule"),
};
for (const role of asked.length > 0 ? asked : tested) {
  const { status } = spawnSync("python", ["-m", "molecule", "test"], { cwd: at("roles", role), env, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
