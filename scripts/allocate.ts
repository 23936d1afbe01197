import { join } from "node:path";
import { allocate } from "../model/allocate/allocate.js";
import { extendedCatalogue, loadCatalogue } from "../model/catalogue/load.js";
import { checkDeclaration } from "../model/check.js";
import { hasErrors, sortDiagnostics } from "../model/diagnostics.js";
import { loadDeclaration } from "../model/load.js";
import { renderAllocations } from "../render/allocations.js";
import { commandLine, EXIT, main, report } from "./lib/command.js";
import { write } from "./lib/files.js";

await main(() => {
  const { folder } = commandLine("allocate");
  const { declaration, diagnostics, sources } = loadDeclaration(folder);
  const catalogue = extendedCatalogue(loadCatalogue(), declaration?.extensions ?? {});
  const found = sortDiagnostics([...diagnostics, ...(declaration ? checkDeclaration(declaration, catalogue) : [])]);
  report({ diagnostics: found, sources });
  if (!declaration || hasErrors(found)) return;
  const { allocations, exhausted } = allocate(declaration, catalogue);
  for (const { pool, for: owner } of exhausted)
    console.error(
      `traeger.yaml: addressPlan.${pool} has no room left for ${owner}; widen the pool (existing numbers stay)`,
    );
  if (exhausted.length > 0) {
    process.exitCode = EXIT.invalid;
    return;
  }
  const { missing, stale, orphans } = write(join(folder, "allocations"), renderAllocations(allocations));
  for (const path of missing) console.log(`new      allocations/${path}`);
  for (const path of stale) console.log(`extended allocations/${path}`);
  for (const path of orphans) console.log(`moved    allocations/${path}`);
  console.log(
    missing.length + stale.length + orphans.length === 0
      ? "all numbers are there already"
      : "commit these files with your change",
  );
});
