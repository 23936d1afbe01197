import { counted } from "../model/counted.js";
import { commandLine, main, ready } from "./lib/command.js";
import { outputsOf, writeOutput } from "./lib/outputs.js";
import { projectOutputs } from "./lib/project-outputs.js";

await main(() => {
  const { folder } = commandLine("generate");
  const { platform, catalogue } = ready(folder);
  let changed = 0;
  for (const output of [...outputsOf(platform, catalogue, folder), ...projectOutputs()]) {
    const { missing, stale, orphans } = writeOutput(output);
    for (const path of [...missing, ...stale]) console.log(`wrote   ${output.name}/${path}`);
    for (const path of orphans) console.log(`removed ${output.name}/${path}`);
    changed += missing.length + stale.length + orphans.length;
  }
  console.log(changed === 0 ? "everything is up to date" : `${counted(changed, "file")} changed`);
});
