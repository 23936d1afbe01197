import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { loadCatalogue } from "../model/catalogue/load.js";
import { checkFolder } from "../model/check.js";
import { counted } from "../model/counted.js";
import { type Diagnostic, hasErrors, sortDiagnostics } from "../model/diagnostics.js";
import { checksToFollow, formatDiagnostics } from "../render/diagnostics.js";
import { commandLine, EXIT, main } from "./lib/command.js";
import { shown } from "./lib/declaration-folder.js";
import { type Stale, staleness } from "./lib/outputs.js";
import { projectOutputs } from "./lib/project-outputs.js";
import { outputsOrRefusal } from "./lib/refused.js";

/** The calendar day here, as `until` and the like are written. */
const day = (now: Date) => now.toLocaleDateString("sv-SE");

/** Stale files that are listed for people: a row of a flow table changes hundreds, and what went wrong else must stay in sight. */
const LISTED = 20;

const FORMATS = ["text", "json", "sarif"] as const;

await main(() => {
  const { folder, values } = commandLine("check");
  const format = FORMATS.find((known) => known === values.format);
  if (!format) throw new Error(`unknown format ${values.format}; expected ${FORMATS.join(", ")}`);
  const checked = checkFolder(folder, loadCatalogue(), undefined, day(new Date()));
  const { sources, platform } = checked;
  const { outputs, refused } = outputsOrRefusal(checked, folder);
  const diagnostics = sortDiagnostics([...checked.diagnostics, ...refused]);
  const stale = outputs.length > 0 ? [...outputs, ...projectOutputs()].flatMap(staleness) : [];
  if (hasErrors(diagnostics) || !platform) process.exitCode = EXIT.invalid;
  else if (stale.length > 0) process.exitCode = EXIT.failed;
  if (format !== "text") {
    const all = [...diagnostics, ...stale.map((file) => staleDiagnostic(file, folder))];
    console.log(formatDiagnostics(all, sources, format, baseOf(folder)));
    return;
  }
  if (diagnostics.length > 0) console.log(formatDiagnostics(diagnostics, sources, format));
  const follow = checksToFollow(diagnostics);
  if (follow) console.log(follow);
  for (const { message } of stale.slice(0, LISTED)) console.error(`stale: ${message}`);
  if (stale.length > LISTED) console.error(`and ${stale.length - LISTED} more files (all: --format json)`);
  if (stale.length > 0) console.error("run: npm run generate");
  if (process.exitCode !== undefined || !platform) return;
  const count = (items: object, word: string) => counted(Object.keys(items).length, word);
  console.log(
    `${platform.name}: ${count(platform.schools, "school")}, ${count(platform.sites, "site")}, ${count(platform.machines, "virtual machine")} in ${count(platform.stacks, "stack")}; generated files are up to date`,
  );
});

/** What a script or a code review is told of a generated file; the place is as seen from the declaration. */
function staleDiagnostic({ file, message }: Stale, folder: string): Diagnostic {
  const position = { file: relative(folder, file), line: 1, column: 1 };
  return { code: "stale", severity: "error", position, path: "", message, hint: "run: npm run generate" };
}

/** Where the files of the declaration lie: below the folder one is in (a repository's root), else absolute. */
function baseOf(folder: string): string {
  const path = shown(folder);
  return path === folder ? `${pathToFileURL(folder).href}/` : `${path}/`;
}
