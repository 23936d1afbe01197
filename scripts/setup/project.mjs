import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the project, without a slash at its end. */
export const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** A path below the project's folder. */
export const at = (...path) => join(project, ...path);

/** Where `.tools` is, also where it is a link to another checkout's: what stands in it names its own place. */
const toolsFolder = existsSync(at(".tools")) ? realpathSync(at(".tools")) : at(".tools");

/** A path below `.tools`, which holds all that setup makes; git ignores it. */
export const tools = (...path) => join(toolsFolder, ...path);

export const read = (...path) => readFileSync(at(...path), "utf8");

/** Go's and Terraform's word for this platform, such as `linux_amd64`. */
export const platform = `${process.platform}_${{ x64: "amd64", arm64: "arm64" }[process.arch] ?? process.arch}`;

/** The version of a module that `tools/<folder>/go.mod` requires: the one place that names it. Without a leading v. */
export function moduleVersion(folder, module) {
  const version = read("tools", folder, "go.mod").match(`${module} v(\\S+)`)?.[1];
  if (!version) throw new Error(`tools/${folder}/go.mod does not require ${module}`);
  return version;
}

/** The first program of that name on PATH, or undefined. */
export function onPath(program) {
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
