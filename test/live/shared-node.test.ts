import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, listMachines, Workplace } from "../support/workplace.js";

const SITE = "sites/schulstrasse.yaml";
const SECOND = "schools/realschule-kleinstadt.yaml";
const EMPTY = /plan: \d+ stacks? done, 0 failed, 0 owed; 0 add, 0 change, 0 destroy/;

const SCHOOL = `schemaVersion: 1
name: Realschule Kleinstadt
kind: realschule
sites: [schulstrasse]
pupils: 300
teachers: 24
devices: { computers: 40, tablets: 60, displays: 10, printers: 2, byod: 20 }
clientManagement: true
`;

describe("two schools on the node of one site", () => {
  const workplace = new Workplace("kleinstadt");
  beforeAll(async () => {
    workplace.write(SITE, (text) => text.replace("network: { bridge", "network: { kind: sdn, bridge"));
    workplace.write(SECOND, SCHOOL);
    expect((await workplace.run("allocate").ended).code).toBe(0);
    const { code, output } = await workplace.run("lab").ended;
    expect(code, output.slice(-3000)).toBe(0);
  });
  afterAll(() => workplace.remove());

  it("each have their machine, and share what the node has once", async () => {
    expect(await machines()).toEqual(["isv-003-01", "isv-004-01"]);
    expect(await firewall()).toMatchObject({ enable: 1 });
    expect(await vnets()).toEqual([{ vnet: "vn20", zone: "schule" }]);
  });

  it("leave the other one alone when one is retired", async () => {
    const before = [await firewall(), await vnets()];
    for (const lifecycle of ["retiring", "retired"]) {
      workplace.write(SECOND, SCHOOL.replace("kind:", `lifecycle: ${lifecycle}\nkind:`));
      expect((await workplace.run("allocate").ended).code).toBe(0);
      const { code, output } = await workplace.run("apply", ["--yes"], workplace.environment()).ended;
      expect(code, output.slice(-3000)).toBe(0);
      expect(output).not.toMatch(/gymnasium-kleinstadt-local: .*[1-9]\d* to (add|change|destroy)/);
    }
    expect(await machines()).toEqual(["isv-003-01"]);
    expect([await firewall(), await vnets()]).toEqual(before);
    const { output } = await workplace.run("plan", [], workplace.environment()).ended;
    expect(output).toMatch(EMPTY);
  });

  it("can each be planned alone", async () => {
    const stack = "kleinstadt-gymnasium-kleinstadt-local";
    const { output } = await workplace.run("plan", [stack], workplace.environment()).ended;
    expect(output).toContain("plan: 1 stack done, 0 failed, 0 owed; 0 add, 0 change, 0 destroy");
  });

  const node = ["site-schulstrasse", "pve_schulstrasse_token"] as const;
  const machines = async () => (await listMachines(workplace.environment(), ...node)).map(({ name }) => name).sort();
  const firewall = () => ask(workplace.environment(), ...node, "cluster/firewall/options");
  const vnets = async () => {
    const all = await ask<{ vnet: string; zone: string }[]>(workplace.environment(), ...node, "cluster/sdn/vnets");
    return all.map(({ vnet, zone }) => ({ vnet, zone }));
  };
});
