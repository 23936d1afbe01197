import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the project. */
export const project = fileURLToPath(new URL("../..", import.meta.url));

/** The project's own engine; there after `node scripts/setup.mjs`. */
export const tofu = join(project, ".tools/bin/tofu");

// Imported before the generator: on import that asks the engine for its version and, if it fails, reports so to its
// makers' host.
Object.assign(process.env, {
  CHECKPOINT_DISABLE: "1",
  TERRAFORM_BINARY_NAME: tofu,
  TF_CLI_CONFIG_FILE: join(project, ".tools/tofurc"),
});
