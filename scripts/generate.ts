import { counted } from "../model/counted.js";
import { commandLine, main, ready, report } from "./lib/command.js";
import { writeOutput } from "./lib/outputs.js";
import { projectOutputs } from "./lib/project-outputs.js";
import { outputsOrRefusal } from "./lib/refused.js";

await main(() => {
  const { folder } = commandLine("generate");
  const all = ready(folder);
  const { outputs, refused } = outputsOrRefusal(all, folder);
  if (refused.length > 0) return report({ diagnostics: refused, sources: all.declaration.sources });
  let changed = 0;
  for (const output of [...outputs, ...projectOutputs()]) {
    const { missing, stale, orphans } = writeOutput(output);
    for (const path of [...missing, ...stale]) console.log(`wrote   ${output.name}/${path}`);
    for (const path of orphans) console.log(`removed ${output.name}/${path}`);
    changed += missing.length + stale.length + orphans.length;
  }
  console.log(changed === 0 ? "everything is up to date" : `${counted(changed, "file")} changed`);
});
