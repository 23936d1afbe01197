import { loadCatalogue } from "../model/catalogue/load.js";
import { checkFolder } from "../model/check.js";
import { hasErrors } from "../model/diagnostics.js";
import { formatDiagnostics } from "../render/diagnostics.js";
import { commandLine, EXIT, main } from "./lib/command.js";
import { outputsOf, staleness } from "./lib/outputs.js";
import { projectOutputs } from "./lib/project-outputs.js";

/** The calendar day here, as `until` and the like are written. */
const day = (now: Date) => now.toLocaleDateString("sv-SE");

const FORMATS = ["text", "json", "sarif"] as const;

await main(() => {
  const { folder, values } = commandLine("check");
  const format = FORMATS.find((known) => known === values.format);
  if (!format) throw new Error(`unknown format ${values.format}; expected ${FORMATS.join(", ")}`);
  const { diagnostics, sources, platform } = checkFolder(folder, loadCatalogue(), undefined, day(new Date()));
  if (diagnostics.length > 0 || format !== "text") console.log(formatDiagnostics(diagnostics, sources, format));
  if (hasErrors(diagnostics) || !platform) {
    process.exitCode = EXIT.invalid;
    return;
  }
  const stale = [...outputsOf(platform, folder), ...projectOutputs()].flatMap(staleness);
  for (const line of stale) console.error(`stale: ${line}`);
  if (stale.length > 0) {
    console.error("run: npm run generate");
    process.exitCode = EXIT.failed;
    return;
  }
  if (format !== "text") return;
  const count = (items: object) => Object.keys(items).length;
  console.log(
    `${platform.name}: ${count(platform.schools)} schools, ${count(platform.sites)} sites, ${count(platform.machines)} virtual machines in ${count(platform.stacks)} stacks; generated files are up to date`,
  );
});
