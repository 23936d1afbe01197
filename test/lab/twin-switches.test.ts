import { beforeAll, describe, expect, it } from "vitest";
import { ANSWERS, type Frame, floodOf } from "../../lab/twin/frames.js";
import type { SiteSwitches, SwitchPort } from "../../lab/twin/switches.js";
import { type Topology, topologyOf } from "../../lab/twin/topology.js";
import type { PortIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { ready } from "../../scripts/lib/command.js";

describe.each(["hansestadt", "chemiestadt"])("the switches of %s in the twin", (traeger) => {
  let platform: Platform;
  let topology: Topology;

  beforeAll(() => {
    platform = ready(`traeger/${traeger}`, { warnings: false }).platform;
    topology = topologyOf(platform, Object.keys(platform.sites), ovsFiles);
  });

  it("have every port as it was declared, under a name that Linux takes", () => {
    const ports = topology.switches.flatMap((site) => site.ports);
    const declared = Object.values(platform.network.switches);
    expect(ports.map(({ switch: name, front }) => `${name} ${front}`).sort()).toEqual(
      declared.flatMap(({ device, ports }) => ports.map(({ name }) => `${device.name} ${name}`)).sort(),
    );
    for (const { front, switch: name, intent } of ports) {
      const port = platform.network.switches[name]?.ports.find((one) => one.name === front);
      expect({ ...intent, name: front }).toEqual(port);
    }
    for (const { ports } of topology.switches) {
      const names = ports.map(({ intent }) => intent.name);
      expect(new Set(names).size).toBe(names.length);
      expect(Math.max(...names.map((name) => name.length))).toBeLessThan(15);
    }
  });

  it("have the router, each other switch and each host plugged in once, a host where its VLAN is", () => {
    for (const site of topology.switches) {
      const cables = topology.cables.filter(({ b }) => b.namespace === site.name);
      const router = Object.values(platform.network.routers).find((one) => one.site === site.site);
      const segments = router?.instances.flatMap((instance) => instance.segments) ?? [];
      expect(leading(site, router?.device.name)).toHaveLength(1);
      expect(leading(site, router?.device.name)[0]?.far).toBeDefined();
      for (const name of new Set(site.ports.map((port) => port.switch)))
        for (const { far, switch: other } of leading(site, name))
          expect(site.ports.find(({ intent }) => intent.name === far?.device)?.switch).toBe(name === other ? "" : name);
      for (const host of topology.hosts.filter(({ place }) => place === site.site)) {
        const own = cables.filter(({ a }) => a.namespace === host.namespace);
        expect(own).toHaveLength(1);
        const vlan = segments.find(({ ipv4 }) => ipv4 === host.segment)?.vlan;
        const port = own[0]?.b.device ?? "";
        expect(site.commands.find((line) => line.split(" ")[2] === port)).toMatch(new RegExp(` tag=${vlan}\\b`));
      }
    }
  });

  it("leave out only hosts whose VLAN no free port has, and say so", () => {
    const said = topology.notes.join("\n");
    for (const { name, ports, commands } of topology.switches)
      for (const { a, b } of topology.cables.filter(
        (cable) => cable.b.namespace === name && /^x/.test(cable.b.device),
      )) {
        expect(said).toContain(a.namespace);
        const vlan = Number(commands.find((line) => line.split(" ")[2] === b.device)?.match(/ tag=(\d+)/)?.[1]);
        const free = ports.filter(({ intent, far }) => intent.mode === "access" && intent.vlan === vlan && !far);
        const between = new Set(ports.map((port) => port.switch));
        const trunks = ports.filter(
          ({ intent }) => intent.allowed?.includes(vlan) && !between.has(intent.description) && !isRouter(intent),
        );
        expect([...free, ...trunks]).toEqual([]);
      }
    if (traeger === "chemiestadt") expect(said).toContain("no free port");
  });

  const isRouter = ({ description }: PortIntent) => platform.network.routers[description] !== undefined;
});

const leading = ({ ports }: SiteSwitches, device = "") =>
  ports.filter(({ intent }) => intent.mode === "trunk" && intent.description === device);

describe("a broadcast into two switches", () => {
  const port = (
    device: string,
    intent: Partial<PortIntent> & Pick<PortIntent, "name" | "mode">,
    far?: string,
  ): SwitchPort => ({
    switch: device,
    bridge: device,
    front: intent.name,
    intent: { profile: "", description: "", poe: false, trusted: false, ...intent },
    far: { namespace: "lan", device: far ?? `${intent.name}t` },
  });
  const trunk = { mode: "trunk", vlan: 10, allowed: [10, 20, 30] } as const;
  const flood = floodOf([
    port("a", { name: "a20", mode: "access", vlan: 20 }),
    port("a", { name: "a40", mode: "access", vlan: 40 }),
    port("a", { name: "ap", mode: "trunk", vlan: 10, allowed: [10, 30] }),
    port("a", { name: "shut", mode: "shut" }),
    port("a", { ...trunk, name: "up" }, "down"),
    port("b", { ...trunk, name: "down", allowed: [10, 20] }, "up"),
    port("b", { name: "b20", mode: "access", vlan: 20 }),
    port("b", { name: "b40", mode: "access", vlan: 40 }),
  ]);
  const arrivals = (name: string, tag: number | null = null) => flood({ port: name, tag }).map(text).sort();
  const text = ({ port, tag }: Frame) => `${port} ${tag ?? "untagged"}`;

  it("comes out at ports of its VLAN on both, with its tag on the trunk", () => {
    expect(arrivals("a20")).toEqual(["b20 untagged", "up 20"]);
    expect(arrivals("b20")).toEqual(["a20 untagged", "down 20"]);
  });

  it("stays on its switch where the trunk lacks its VLAN, also if only one end does", () => {
    expect(arrivals("a40")).toEqual([]);
    expect(arrivals("ap", 30)).toEqual(["up 30"]);
  });

  it("is in the native VLAN without a tag, and out again without one", () => {
    expect(arrivals("ap")).toEqual(["up untagged"]);
  });

  it("is dropped with a tag that the port does not carry, with any tag at an access port, and at a port that is shut", () => {
    expect(arrivals("ap", 20)).toEqual([]);
    expect(arrivals("a20", 20)).toEqual([]);
    expect(arrivals("shut")).toEqual([]);
    expect(arrivals("shut", 20)).toEqual([]);
  });

  it("that only a server or router may say passes from believed ports, and on from switch to switch", () => {
    const link = { ...trunk, trusted: true };
    const answered = floodOf([
      port("a", { name: "a20", mode: "access", vlan: 20 }),
      port("a", { name: "server", mode: "access", vlan: 20, trusted: true }),
      port("a", { ...link, name: "up" }, "down"),
      port("b", { ...link, name: "down" }, "up"),
      port("b", { name: "b20", mode: "access", vlan: 20 }),
    ]);
    for (const says of ANSWERS) {
      expect(answered({ port: "a20", tag: null, says })).toEqual([]);
      expect(answered({ port: "server", tag: null, says }).map(text).sort()).toEqual([
        "a20 untagged",
        "b20 untagged",
        "up 20",
      ]);
    }
  });

  it("is seen on a cable between switches even where the other end drops it", () => {
    expect(arrivals("down", 20)).toEqual(["b20 untagged", "up 20"]);
    expect(arrivals("down", 30)).toEqual(["up 30"]);
  });
});
