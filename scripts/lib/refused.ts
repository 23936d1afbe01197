import type { Checked } from "../../model/check.js";
import { type Diagnostic, formatPath, type KeyPath } from "../../model/diagnostics.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import { Refusal } from "../../render/adapters/refusal.js";
import { type Output, outputsOf } from "./outputs.js";

/**
 * What is generated from a declaration without errors, or what an adapter refuses all the same: that a rule did not foresee it is
 * our fault, but whoever runs the command is told as of any other mistake where it stands and what to do.
 */
export function outputsOrRefusal(
  { platform, catalogue, declaration }: Pick<Checked, "platform" | "catalogue" | "declaration">,
  folder: string,
): { outputs: Output[]; refused: Diagnostic[] } {
  if (!platform || !catalogue || !declaration) return { outputs: [], refused: [] };
  try {
    return { outputs: outputsOf(platform, catalogue, folder), refused: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outputs: [], refused: [refusalDiagnostic(error, platform, declaration)] };
  }
}

function refusalDiagnostic(
  { device, feature, message }: Refusal,
  platform: Platform,
  { sources }: Declaration,
): Diagnostic {
  const { file, path } = placeOf(platform, device);
  return {
    code: "adapter-refuses",
    severity: "error",
    position: sources.get(file)?.position(path) ?? { file, line: 1, column: 1 },
    path: formatPath(path),
    message: `${message} (${feature})`,
    hint: `another "model:" (docs/reference/catalogue.md, Adapters), or the declaration without it; please report that no rule said so before`,
  };
}

/** Where the declaration names a device. */
function placeOf({ sites }: Platform, name: string): { file: string; path: KeyPath } {
  for (const { id, router, switches } of Object.values(sites)) {
    const file = `sites/${id}.yaml`;
    if (router.name === name) return { file, path: ["router", "model"] };
    const found = switches.find((it) => it.name === name);
    if (found) return { file, path: ["switches", found.id, "model"] };
  }
  return { file: "traeger.yaml", path: ["coupling", "hubs"] };
}
