import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command, PROJECT } from "../support/command.js";

it("names the row of the catalogue that a size comes from", async () => {
  const { code, stdout } = await command("show", [
    "--traeger",
    "traeger/kleinstadt",
    "--why",
    "machines.rathaus/monitoring-1.memoryMiB",
  ]);
  expect(code).toBe(0);
  const line = Number(/model\/catalogue\/machines\.yaml:(\d+):\d+ monitoring\.sizes\[0\]/.exec(stdout)?.[1]);
  const rows = readFileSync(join(PROJECT, "model/catalogue/machines.yaml"), "utf8").split("\n");
  expect(rows.slice(line - 1, line + 4).join(" ")).toContain("memoryGiB: 4");
  expect(rows.slice(0, line).findLast((row) => /^[a-z]/.test(row))).toBe("monitoring:");
});

it("shows windows and holidays as days, not as seen from today", async () => {
  const { stdout } = await command("show", ["--traeger", "traeger/hansestadt", "calendar", "--format", "json"]);
  const { windows, schoolHolidays, beweglicheFerientage } = JSON.parse(stdout);
  expect(windows.map((window: { in?: string }) => window.in)).toContain("school-holidays");
  expect(schoolHolidays).toContainEqual({ name: "Sommerferien", from: "2027-07-03", to: "2027-08-14" });
  expect(beweglicheFerientage).toHaveLength(1);
});
