import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { checkFolder } from "../../model/check.js";
import type { Platform } from "../../model/platform.js";
import { renderInventory } from "../../render/inventory.js";
import { PROJECT } from "../support/command.js";

it("keeps what a router is sent, keys among it, out of its files: modules come through the connection", () => {
  const platform = checkFolder(join(PROJECT, "traeger/hansestadt"), loadCatalogue()).platform as Platform;
  const { all } = parse(renderInventory(platform).get("all.yaml") ?? "");
  const hosts = Object.entries<Record<string, unknown>>({ ...all.children.routers.hosts, ...all.children.hubs.hosts });
  const routers = hosts.filter(([, vars]) => vars.plattform_adapter === "linux");
  expect(routers.length).toBeGreaterThan(2);
  for (const [name, vars] of routers) expect(vars.ansible_pipelining, name).toBe(true);
});
