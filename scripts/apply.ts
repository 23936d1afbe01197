import { createInterface } from "node:readline/promises";
import { isEmpty } from "../change/events.js";
import { applyStacks } from "../change/run.js";
import { commandLine, EXIT, main, ready } from "./lib/command.js";
import { ConsoleProgress } from "./lib/progress.js";
import { chooseStacks, summarise, synthAndPlan } from "./lib/stacks.js";

await main(async () => {
  const { folder, values, positionals } = commandLine(
    "apply",
    {
      summary: "Plans all stacks (or those named), asks, and applies exactly these plans in parallel.",
      arguments: "[stack…]",
      options: ["--yes                apply without asking; needed where there is no terminal"],
    },
    { yes: { type: "boolean" } },
  );
  const { platform } = ready(folder);
  const stacks = chooseStacks(platform, positionals);
  const { outcomes: planned, options } = await synthAndPlan(platform, folder, stacks);
  if (!summarise("plan", planned)) {
    process.exitCode ??= EXIT.failed;
    return;
  }
  const changed = planned.filter((outcome) => outcome.result === "done" && !isEmpty(outcome.counts));
  if (changed.length === 0 || options.signal.aborted) return;
  if (!values.yes && !(await approved(changed.length))) {
    console.error("refused: not approved, nothing was changed");
    process.exitCode = EXIT.refused;
    return;
  }
  const progress = new ConsoleProgress("apply", changed.length);
  const applied = await applyStacks(platform, stacks, new Map(planned.map((outcome) => [outcome.stack, outcome])), { ...options, progress });
  if (!summarise("apply", applied)) process.exitCode ??= EXIT.failed;
});

async function approved(stacks: number): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Apply the plans of ${stacks} stacks? Only "yes" is accepted: `);
  terminal.close();
  return answer === "yes";
}
