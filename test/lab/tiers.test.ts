import { describe, expect, it } from "vitest";
import { tierLines } from "../../lab/twin/tiers.js";
import type { Topology } from "../../lab/twin/topology.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Network } from "../../model/intent.js";

const catalogue = loadCatalogue();
const device = (name: string, adapter: string) => ({ device: { name, adapter, place: "site" } });
const network = {
  routers: { "rou-1": { ...device("rou-1", "linux"), role: "site-router" } },
  switches: { "sw-1": device("sw-1", "cisco-ios"), "sw-2": device("sw-2", "openvswitch") },
} as unknown as Network;
const topology = {
  nodes: [{ name: "rou-1" }],
  switches: [{ ports: [{ switch: "sw-1" }, { switch: "sw-2" }] }],
} as unknown as Topology;

describe("the devices of a report", () => {
  const english = (of: Pick<Topology, "nodes" | "switches">) => tierLines(catalogue, network, of).map(({ en }) => en);

  it("have tier A where the twin runs their text, and never where it runs another one in their place", () => {
    expect(english(topology)).toEqual([
      expect.stringMatching(/^tier A.*: 1 linux router \(rou-1\); 1 openvswitch switch \(sw-2\)$/),
      expect.stringMatching(/^tier B.*: 1 cisco-ios switch \(sw-1\)$/),
      "proven at no switch, because Open vSwitch has none of it: poe, arp-inspection, storm-control, port-security, lldp-med, port-authentication",
    ]);
  });

  it("have not tier A where the twin does not run them, whatever their adapters aim at", () => {
    expect(english({ ...topology, switches: [] })).toContainEqual(
      expect.stringMatching(/^tier C.*: 1 openvswitch switch \(sw-2\)$/),
    );
  });

  it("are those of the twin's places", () => {
    expect(english({ nodes: [], switches: [] })).toEqual([]);
  });
});
