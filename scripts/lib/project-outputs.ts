import { existsSync } from "node:fs";
import { join } from "node:path";
import { renderJsonSchemas } from "../../render/json-schema.js";
import { PROJECT } from "./command.js";
import type { Output } from "./outputs.js";

/** Generated folders of the project itself. An installed dependency keeps what it was published with. */
export function projectOutputs(): Output[] {
  if (!existsSync(join(PROJECT, ".git"))) return [];
  return [{ folder: join(PROJECT, "schemas"), name: "schemas", files: renderJsonSchemas(), committed: true }];
}
