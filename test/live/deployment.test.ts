import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import { Workplace } from "../support/workplace.js";

const EMPTY = /plan: \d+ stacks? done, 0 failed, 0 owed; 0 add, 0 change, 0 destroy/;

/** Everything with FULL=1; else the clusters' stacks and the first three schools of each example. */
const SCHOOLS = process.env.FULL ? Number.POSITIVE_INFINITY : 3;

describe("npm run lab", () => {
  it.each(["hansestadt", "grundschule", "landkreis", "chemiestadt", "ruhrstadt", "domstadt"])(
    "deploys %s with an empty second plan",
    async (example) => {
      const workplace = new Workplace(example);
      try {
        const stacks = example === "hansestadt" ? [] : chosenStacks(workplace);
        const { code, output } = await workplace.run("lab", stacks).ended;
        expect(code, output.slice(-4000)).toBe(0);
        expect(output.slice(output.indexOf("== second plan"))).toMatch(EMPTY);
        expect(output).toMatch(/\d+ hosts in \d+ groups/);
      } finally {
        await workplace.remove();
      }
    },
  );

  it("can be run twice, and --down leaves nothing behind", async () => {
    const workplace = new Workplace("kleinstadt");
    try {
      expect((await workplace.run("lab").ended).code).toBe(0);
      const again = await workplace.run("lab").ended;
      expect(again.code, again.output.slice(-2000)).toBe(0);
      expect(again.output.slice(0, again.output.indexOf("== second plan"))).toMatch(EMPTY);
      const down = await workplace.run("lab", ["--down"]).ended;
      expect(down.code).toBe(0);
      expect(existsSync(join(workplace.folder, ".lab"))).toBe(false);
    } finally {
      await workplace.remove();
    }
  });
});

describe("with Terraform on PATH", () => {
  const terraform = process.env.PATH?.split(":")
    .map((folder) => join(folder, "terraform"))
    .find((path) => existsSync(path));
  const workplace = new Workplace("kleinstadt");
  afterAll(() => workplace.remove());

  it.skipIf(terraform === undefined)(
    "a data centre and one of its schools deploy, too, with an empty second plan",
    async () => {
      const stacks = ["kleinstadt-rathaus", "kleinstadt-grundschule-hafenweg"];
      const { code, output } = await workplace.run("lab", stacks, { TERRAFORM_BINARY_NAME: terraform ?? "" }).ended;
      expect(code, output.slice(-3000)).toBe(0);
      expect(output.slice(output.indexOf("== second plan"))).toMatch(EMPTY);
    },
  );
});

function chosenStacks({ folder }: Workplace): string[] {
  const { platform, diagnostics } = checkFolder(folder, loadCatalogue());
  if (!platform) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  const stacks = Object.values(platform.stacks);
  const schools = stacks.filter(({ kind }) => kind !== "cluster").slice(0, SCHOOLS);
  return [...stacks.filter(({ kind }) => kind === "cluster"), ...schools].map(({ id }) => id);
}
