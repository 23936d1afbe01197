import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../scripts/lib/command.js";
import { tool } from "../scripts/lib/process.js";
import { start } from "./support/workplace.js";

async function expectGood(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await start(command, args, PROJECT).ended;
  expect(code, output.slice(-4000)).toBe(0);
}

const local = (name: string) => join(PROJECT, "node_modules/.bin", name);

describe("the project", () => {
  it("has no type error", () => expectGood(local("tsc"), ["--noEmit", "-p", "."]));

  it("is formatted, and no room imports what it must not", () => expectGood(local("biome"), ["check", "."]));

  it("awaits every promise in scripts", () => expectGood(local("eslint"), ["scripts", "change", "lab"]));

  it("has bindings that follow from the committed schema", () =>
    expectGood(process.execPath, ["--import", "tsx", "tools/bindings/generate.ts", "--check"]));

  it("has no generated file that is stale", async () => {
    for (const example of readdirSync(join(PROJECT, "traeger")))
      await expectGood(process.execPath, [
        "--import",
        "tsx",
        "scripts/check.ts",
        "--traeger",
        join("traeger", example),
      ]);
  });

  it("has inventories and declarations that pass yamllint", async () => {
    expect(await tool("yamllint", ["--strict", "inventories", "traeger"])).toBe("");
  });

  it("has roles and playbooks that pass ansible-lint's production profile", async () => {
    const lint = await tool("ansible-lint", ["--offline", "--profile", "production", "roles", "playbooks"]);
    expect(lint).not.toContain("Failed");
  });

  it("names no session's folder, no helper and no registry's host", async () => {
    const listed = await start("git", ["ls-files"], PROJECT).ended;
    const files = listed.output.split("\n").filter((file) => file !== "" && existsSync(join(PROJECT, file)));
    const texts = files.filter((file) => !/\.(png|ico)$/.test(file) && file !== "test/project.test.ts");
    const forbidden = new RegExp(["/work/ma" + "in", "helper-\\d", "claude", "\\.library/"].join("|"), "i");
    expect(texts.filter((file) => forbidden.test(readFileSync(join(PROJECT, file), "utf8")))).toEqual([]);
  });
});
