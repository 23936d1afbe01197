import { expect, it } from "vitest";
import { changedBase, checkTexts } from "../support/declaration.js";

/** Numbers of the ports to the router of Südweg, whose one switch has these profiles, with what stands beside them. */
function toRouter(profiles: string) {
  const from = "{ ports: 24, model: catalyst-1000-24p }";
  const { platform } = checkTexts(
    changedBase({ replace: { "sites/suedweg.yaml": { [from]: from.replace(" }", `, profiles: { ${profiles} } }`) } } }),
  );
  const [name = ""] = platform?.sites.suedweg?.switches.map((device) => device.name) ?? [];
  return platform?.network.switches[name]?.ports.flatMap(({ profile, name: port, description }) =>
    profile === "router" ? [[port, description]] : [],
  );
}

it("a router is at the first uplink of the main distributor", () => {
  expect(toRouter("")).toEqual([["GigabitEthernet1/0/25", "rou-002-01"]]);
});

it("a router is where its port is declared, and nowhere else", () => {
  expect(toRouter('router: "5"')).toEqual([["GigabitEthernet1/0/5", "rou-002-01"]]);
});
