import { expect, it } from "vitest";
import { hashOf, jinja } from "../../../bench/python.js";
import { renderDevices } from "../../../render/adapters/adapter.js";
import { layer2 } from "./fixtures.js";

it("the template of the benchmark gives the bytes of our switches", () => {
  const switches = Object.fromEntries([0, 1].map((index) => [`switch-${index}`, layer2(1, index)]));
  expect(jinja(switches).hash).toBe(hashOf(renderDevices({ routers: {}, switches })));
});
