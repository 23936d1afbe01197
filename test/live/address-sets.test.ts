import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, Workplace } from "../support/workplace.js";

const SITE = `schemaVersion: 1
name: Bahnhof 1
uplinks:
  - { kind: provider, technology: fibre, downMbit: 1000, upMbit: 1000, role: primary, handover: dhcp }
`;

const workplace = new Workplace("kleinstadt");
beforeAll(async () => {
  const { code, output } = await workplace.run("lab", ["kleinstadt-rathaus"]).ended;
  expect(code, output.slice(-3000)).toBe(0);
});
afterAll(() => workplace.remove());

it("a new site changes rules in place, and its address sets are there before the old ones go", async () => {
  const before = await sets();
  workplace.write("sites/bahnhof.yaml", SITE);
  expect((await workplace.run("allocate").ended).code).toBe(0);
  const { code, output } = await workplace.run("apply", ["--yes", "kleinstadt-rathaus"], workplace.environment()).ended;
  expect(code, output.slice(-3000)).toBe(0);
  const after = await sets();
  expect(after.length).toBe(before.length);
  const gone = before.filter((name) => !after.includes(name));
  expect(gone.length).toBeGreaterThan(0);
  // What the plan destroys are the old sets alone; lists of rules and the security group are changed in place.
  expect(output).toMatch(
    new RegExp(`plan kleinstadt-rathaus: ${gone.length} to add, [1-9]\\d* to change, ${gone.length} to destroy`),
  );
  const { output: again } = await workplace.run("plan", ["kleinstadt-rathaus"], workplace.environment()).ended;
  expect(again).toContain("0 add, 0 change, 0 destroy");
});

async function sets(): Promise<string[]> {
  const all = await ask<{ name: string }[]>(
    workplace.environment(),
    "rathaus",
    "pve_rathaus_token",
    "cluster/firewall/ipset",
  );
  return all.map(({ name }) => name).sort();
}
