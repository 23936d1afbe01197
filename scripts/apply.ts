import { createInterface } from "node:readline/promises";
import { counted } from "../model/counted.js";
import { commandLine, EXIT, main, ready } from "./lib/command.js";
import { deploy } from "./lib/deploy.js";
import { chooseStacks } from "./lib/stacks.js";

await main(async () => {
  const { folder, values, positionals } = commandLine("apply");
  const { platform, workspace } = ready(folder);
  const result = await deploy(
    platform,
    workspace,
    chooseStacks(platform, positionals),
    (changed) => values.yes === true || approved(changed),
  );
  if (result === "failed") process.exitCode ??= EXIT.failed;
  if (result === "foreign") {
    console.error("refused: a machine of somebody else holds a planned id, nothing was changed");
    process.exitCode ??= EXIT.refused;
  }
  // An interruption at the question has said so itself.
  if (result === "refused" && process.exitCode === undefined) {
    console.error("refused: not approved, nothing was changed");
    process.exitCode = EXIT.refused;
  }
});

async function approved(stacks: number): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (
      (await terminal.question(`Apply the plans of ${counted(stacks, "stack")}? Only "yes" is accepted: `)) === "yes"
    );
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    console.error("\ninterrupted: nothing was changed");
    process.exitCode = EXIT.interrupted;
    return false;
  } finally {
    terminal.close();
  }
}
