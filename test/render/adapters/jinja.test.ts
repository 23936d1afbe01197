import { expect, it } from "vitest";
import { hashOf, jinja, plainSwitch } from "../../../bench/peers.js";
import { renderDevices } from "../../../render/adapters/adapter.js";

it("the template of the benchmark gives the bytes of our switches", () => {
  const switches = Object.fromEntries([0, 1].map((index) => [`switch-${index}`, plainSwitch(1, index)]));
  expect(jinja(switches).hash).toBe(hashOf(renderDevices({ routers: {}, switches })));
});
