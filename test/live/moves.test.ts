import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listMachines, Workplace } from "../support/workplace.js";

const OLD_SITE = "sites/schulstrasse.yaml";
const OLD_NAME = "schools/gymnasium-kleinstadt.yaml";
const EMPTY = /plan: \d+ stacks? done, 0 failed, 0 owed; 0 add, 0 change, 0 destroy/;

describe("a school that gets another name and building, and takes its node along", () => {
  const workplace = new Workplace("kleinstadt");
  beforeAll(async () => {
    const { code, output } = await workplace.run("lab").ended;
    expect(code, output.slice(-3000)).toBe(0);
  });
  afterAll(() => workplace.remove());

  it("keeps stacks, states and machines: none is destroyed", async () => {
    const before = await machines();
    move();
    const allocated = await workplace.run("allocate").ended;
    expect(allocated.code, allocated.output).toBe(0);
    const { code, output } = await workplace.run("apply", ["--yes"], environment()).ended;
    expect(code, output.slice(-3000)).toBe(0);
    // In the node's own stack an address set is replaced by the new building's; no machine is in it.
    expect(output).toMatch(/plan kleinstadt-gymnasium-kleinstadt-local: 0 to add, \d+ to change, 0 to destroy/);
    expect(output).toMatch(/plan kleinstadt-site-schulstrasse: /);
    expect(await machines()).toEqual(before);
    expect((await workplace.run("plan", [], environment()).ended).output).toMatch(EMPTY);
  });

  function move(): void {
    const site = readFileSync(join(workplace.folder, OLD_SITE), "utf8");
    const school = readFileSync(join(workplace.folder, OLD_NAME), "utf8");
    const node = site.slice(site.indexOf("node:\n"));
    workplace.write(OLD_SITE, site.replace(node, ""));
    workplace.write("sites/neubau.yaml", withOwnLine(site).replace("node:\n", "node:\n  formerly: [schulstrasse]\n"));
    rmSync(join(workplace.folder, OLD_NAME));
    workplace.write(
      "schools/stadtgymnasium.yaml",
      school.replace("sites: [schulstrasse]", "sites: [neubau]\nformerly: [gymnasium-kleinstadt]"),
    );
  }

  /** The hardware is the same, so the simulated cluster is. */
  const environment = () => {
    const lab = workplace.environment();
    return { ...lab, TF_VAR_endpoint_site_neubau: lab.TF_VAR_endpoint_site_schulstrasse ?? "" };
  };
  const machines = async () =>
    (await listMachines(environment(), "site-schulstrasse", "pve_schulstrasse_token")).map(({ vmid, name }) => ({
      vmid,
      name,
    }));
});

/** Another building has another line: two sites never share an operator's address. */
function withOwnLine(site: string): string {
  const moved = site
    .replace("198.18.16.54/30, gateway: 198.18.16.53", "198.18.16.58/30, gateway: 198.18.16.57")
    .replaceAll("2001:db8:3:1::", "2001:db8:3:9::");
  if (moved.includes("198.18.16.54") || moved.includes("2001:db8:3:1::")) throw new Error("the site's line is another");
  return moved;
}
