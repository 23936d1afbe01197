import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "./command.js";

/** Makes what a step of setup makes, where it is missing. @throws Error when it cannot */
export function setUp(step: string): void {
  execFileSync(process.execPath, [join(PROJECT, "scripts/setup.mjs"), step], { stdio: "inherit" });
}
