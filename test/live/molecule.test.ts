import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { unavailable } from "../../lab/twin/run.js";
import { PROJECT, run } from "../support/command.js";

const noTwin = unavailable() !== undefined && process.env.CI !== "true";

async function succeeds(role: string): Promise<void> {
  const { code, stdout, stderr } = await run("npm", ["run", "--silent", "molecule", "--", role], PROJECT);
  const output = stripVTControlCharacters(stdout + stderr);
  expect(code, output.slice(-3000)).toBe(0);
  for (const step of ["create", "converge", "idempotence", "verify", "destroy"])
    expect(output).toContain(`default ➜ ${step}: Executed: Successful`);
}

it.skipIf(noTwin)(
  "brings a node of the twin to its tree, finds nothing to change the second time, and verifies it",
  () => succeeds("router"),
);

it.skipIf(noTwin)(
  "takes a step of a cut-over on a node with its hub, finds it taken the second time, and verifies it",
  () => succeeds("landesnetz_coupling"),
);

it("brings a simulated switch to its text, finds nothing to change the second time, and verifies it", () =>
  succeeds("switch"));

it("names the roles that have a scenario when it is asked for another one", async () => {
  const { code, stderr } = await run(process.execPath, ["scripts/molecule.mjs", "swich"], PROJECT);
  expect([code, stderr]).toEqual([1, "no molecule scenario: swich; there are landesnetz_coupling, router, switch\n"]);
});
