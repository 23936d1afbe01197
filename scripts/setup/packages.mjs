import { existsSync, readFileSync } from "node:fs";
import { at, read } from "./project.mjs";
import { run, say } from "./step.mjs";

/**
 * Installs the npm packages of package-lock.json, unless exactly these are installed. Where this project is an installed
 * dependency it has no lock file, and its packages came with it.
 */
export function packages() {
  if (!existsSync(at("package-lock.json")) || installed()) return false;
  say("packages: npm ci (10 seconds to 1 minute)");
  // Only errors: the CLI warns that it is made for Node 22, which tools/cdktf mends on Node 20.
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { from: "npm" });
  say("packages: done");
  return true;
}

/** npm keeps a list of what it installed: the same versions as in the lock file mean that nothing is to do. */
function installed() {
  const record = at("node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = Object.entries(JSON.parse(read("package-lock.json")).packages);
  return wanted
    .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.optional && !entry.peer)
    .every(([path, entry]) => present[path] && present[path].version === entry.version);
}
