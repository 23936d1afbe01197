import { isEmpty, isForeign } from "../change/events.js";
import { commandLine, EXIT, main, ready } from "./lib/command.js";
import { chooseStacks, summarise, synthAndPlan } from "./lib/stacks.js";

await main(async () => {
  const { folder, values, positionals } = commandLine("plan");
  const { platform, workspace } = ready(folder);
  const { outcomes } = await synthAndPlan(platform, workspace, chooseStacks(platform, positionals));
  const good = summarise("plan", outcomes);
  const changes = outcomes.some((outcome) => outcome.result === "done" && !isEmpty(outcome.counts));
  if (outcomes.some(isForeign)) process.exitCode ??= EXIT.refused;
  else if (!good) process.exitCode ??= EXIT.failed;
  else if (changes && values["detailed-exitcode"]) process.exitCode ??= EXIT.changes;
});
