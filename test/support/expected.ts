import { join } from "node:path";
import { type Expectation, expectation } from "../../lab/twin/expected.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { Platform } from "../../model/platform.js";
import { PROJECT } from "../../scripts/lib/command.js";

/** An example and what its flow tables let through, as the twin reads them. @throws Error where it has errors */
export function expectedOf(example: string): { platform: Platform; expected: Expectation } {
  const { platform, declaration, catalogue } = checkFolder(join(PROJECT, "traeger", example), loadCatalogue());
  if (!platform || !declaration || !catalogue) throw new Error(`traeger/${example} has errors`);
  return { platform, expected: expectation(platform, catalogue, declaration) };
}
