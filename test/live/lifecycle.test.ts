import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listMachines, Workplace } from "../support/workplace.js";

const SCHOOL = "schools/grundschule-hafenweg.yaml";
const ALLOCATION = "allocations/schools/grundschule-hafenweg.yaml";

describe("a school that closes", () => {
  const workplace = new Workplace("kleinstadt");
  beforeAll(async () => {
    const { code, output } = await workplace.run("lab").ended;
    expect(code, output.slice(-3000)).toBe(0);
  });
  afterAll(() => workplace.remove());

  it("cannot lose its machine while it is active", async () => {
    setLifecycle("retired");
    for (const { code, output } of [await workplace.run("allocate").ended, await apply()]) {
      expect(code).toBe(4);
      expect(output).toContain("iserv-1 (VM 2005 on rathaus) holds data");
    }
    expect(await machines()).toContain(2005);
  });

  it("loses its machine's protection when it is retiring", async () => {
    setLifecycle("retiring");
    expect((await workplace.run("allocate").ended).code).toBe(0);
    const { code, output } = await apply();
    expect(code, output.slice(-3000)).toBe(0);
    expect(await machines()).toContain(2005);
  });

  it("loses its machine when it is retired, and its numbers are kept", async () => {
    setLifecycle("retired");
    expect((await workplace.run("allocate").ended).code).toBe(0);
    const { code, output } = await apply();
    expect(code, output.slice(-3000)).toBe(0);
    expect(await machines()).not.toContain(2005);
    expect(readFileSync(join(workplace.folder, ALLOCATION), "utf8")).toContain("vmId: 2005");
  });

  function setLifecycle(lifecycle: string): void {
    const file = join(workplace.folder, SCHOOL);
    const text = readFileSync(file, "utf8").replace(/^lifecycle: .*\n/m, "");
    writeFileSync(file, text.replace("schemaVersion: 1\n", `schemaVersion: 1\nlifecycle: ${lifecycle}\n`));
  }
  const apply = () => workplace.run("apply", ["--yes"], workplace.environment()).ended;
  const machines = async () =>
    (await listMachines(workplace.environment(), "rathaus", "pve_rathaus_token")).map(({ vmid }) => vmid);
});
