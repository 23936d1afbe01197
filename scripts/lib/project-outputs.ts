import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { renderJsonSchemas } from "../../render/json-schema.js";
import { renderReference } from "../../render/reference.js";
import { PROJECT } from "./command.js";
import type { Output } from "./outputs.js";
import { type CommandName, helpText, USAGES } from "./usage.js";

/** Generated folders of the project itself. An installed dependency keeps what it was published with. */
export function projectOutputs(): Output[] {
  if (!existsSync(join(PROJECT, ".git"))) return [];
  const commands = (Object.keys(USAGES) as CommandName[])
    .filter((name) => name !== "synth")
    .map((name) => ({ name, help: helpText(name) }));
  return [
    { folder: join(PROJECT, "schemas"), name: "schemas", files: renderJsonSchemas(), committed: true },
    {
      folder: join(PROJECT, "docs/reference"),
      name: "docs/reference",
      files: renderReference(loadCatalogue(), commands),
      committed: true,
    },
  ];
}
