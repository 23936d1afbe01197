import { describe, expect, it } from "vitest";
import { renderDevices } from "../../../render/adapters/adapter.js";
import { linux } from "../../../render/adapters/linux/linux.js";
import { openvswitch, ovsFiles } from "../../../render/adapters/openvswitch/openvswitch.js";
import { Refusal } from "../../../render/adapters/refusal.js";
import { oneLine } from "../../../render/adapters/text.js";
import {
  hub,
  layer2,
  site,
  withDiscovery,
  withIke,
  withNarrowLines,
  withSchoolDhcp,
  withTranslation,
  withWakeOnLan,
} from "./fixtures.js";

describe("the adapters", () => {
  it.each(Object.entries({ "site router": site(), hub: hub() }))(
    "render a %s as it was reviewed",
    async (name, intent) => {
      for (const [path, text] of linux.router?.(intent) ?? [])
        await expect(text).toMatchFileSnapshot(`golden/${name.replace(" ", "-")}/${path}`);
    },
  );

  it.each(["dnsmasq.conf", "nftables"])("render in %s the relay to servers in the building", async (file) => {
    const path = `education/${file}`;
    const text = linux.router?.(withSchoolDhcp(site())).get(path) ?? "";
    await expect(text).toMatchFileSnapshot(`golden/site-router-school-dhcp/${path}`);
  });

  it("render a switch as it was reviewed", async () => {
    for (const [path, text] of ovsFiles(layer2(1, 0, 24)))
      await expect(text).toMatchFileSnapshot(`golden/switch/${path}`);
  });

  it("a software switch refuses ports at which people sign on, instead of leaving them open", () => {
    const intent = layer2(1, 0, 24);
    const ports = intent.ports.map((port) =>
      port.mode === "access" ? { ...port, authentication: { methods: ["dot1x"] as const } } : port,
    );
    expect(() => openvswitch.switch?.({ ...intent, ports })).toThrow(/port-9: Open vSwitch lets everybody in/);
  });

  it("a software switch refuses telephones behind a computer's port, whose segment it cannot tell them", () => {
    expect(() => openvswitch.switch?.(layer2(1, 0, 24))).toThrow(/port-9: Open vSwitch does not tell telephones/);
  });

  it("a further site changes no byte of another", () => {
    const files = (sites: number[]) =>
      renderDevices({ routers: Object.fromEntries(sites.map((n) => [`router-site-${n}`, site(n)])), switches: {} });
    const [alone, both] = [files([1]), files([1, 2])];
    for (const [path, text] of alone) expect(both.get(path)).toBe(text);
  });

  it("no file holds a secret, only references", () => {
    for (const [, text] of linux.router?.(site()) ?? [])
      for (const [, key] of text.matchAll(/^(?:PrivateKey|PublicKey) = (.*)$/gm))
        expect(key).toMatch(/^(?:secret|key):\/\//);
  });

  it("tunnels on lines of different technology keep their own BFD figures", () => {
    const intent = site();
    const [education, ...others] = intent.instances;
    if (!education) throw new Error("no instance");
    const slow = (tunnel: (typeof education.tunnels)[number]) =>
      tunnel.uplink === "wan-2"
        ? { ...tunnel, timers: { ...tunnel.timers, bfdIntervalMs: 1000, bfdMultiplier: 5 } }
        : tunnel;
    const mixed = { ...intent, instances: [{ ...education, tunnels: education.tunnels.map(slow) }, ...others] };
    const text = linux.router?.(mixed).get("education/frr.conf") ?? "";
    expect(text).toMatch(/neighbor tun-1-\S+ bfd profile fast-3x200\n/);
    expect(text).toMatch(/neighbor tun-2-\S+ bfd profile fast-5x1000\n/);
    expect(text).toContain(" profile fast-3x200\n  transmit-interval 200");
    expect(text).toContain(" profile fast-5x1000\n  detect-multiplier 5\n  transmit-interval 1000");
  });

  it("policies of the Internet leave only by the lines that they name", () => {
    const rules = linux.router?.(site()).get("education/nftables") ?? "";
    const lines = rules.split("\n").filter((line) => line.includes('comment "pupils-internet"'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('oifname "wan-1" ip daddr != @inside4');
  });

  it("what a narrow line refuses has no way by it, the rest has; open connections keep off it, too", async () => {
    const rules = linux.router?.(withNarrowLines(site())).get("education/nftables") ?? "";
    await expect(rules).toMatchFileSnapshot("golden/site-router-narrow/education/nftables");
    const verdict = (id: string) => rules.match(new RegExp(`(accept|goto \\S+) comment "${id}"`))?.[1];
    expect(
      ["staff-voice", "staff-internet", "guests-internet", "staff-central", "staff-printers"].map(verdict),
    ).toEqual(["goto not-by-2-3", "goto not-by-2", "goto not-by-2", "accept", "accept"]);
    expect(rules).toMatch(
      /chain forward \{\n.*policy drop;\n\t\tct mark 0x00000002 jump keep-off-2\n\t\tct mark 0x00000006 jump/,
    );
  });

  it("what devices find across segments changes the firewall of the device and adds one file", async () => {
    const [before, after] = [site(), withDiscovery(site())].map((one) => linux.router?.(one) ?? new Map());
    const changed = [...(after ?? [])].filter(([path, text]) => before?.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(["education/nftables", "education/avahi.conf"]);
    await expect(after?.get("education/avahi.conf")).toMatchFileSnapshot(
      "golden/site-router-discovery/education/avahi.conf",
    );
    const found = after?.get("education/nftables")?.match(/^.* comment "discovery"$/gm) ?? [];
    expect(found.filter((line: string) => /guests|pupils|wan|tun/.test(line))).toEqual([]);
    expect(found.join("\n")).toContain(
      'iifname "seg-staff" ip daddr 224.0.0.251 udp sport 5353 udp dport 5353 @th,80,8 & 0x80 == 0x0',
    );
  });

  it("computers to wake change the firewall of the device and one setting of its kernel", () => {
    const [before, after] = [site(), withWakeOnLan(site())].map((one) => linux.router?.(one) ?? new Map());
    const added = [...(after ?? [])].flatMap(([path, text]) => {
      const known = new Set(before?.get(path)?.split("\n"));
      return text.split("\n").flatMap((line: string) => (known.has(line) ? [] : `${path}: ${line.trim()}`));
    });
    expect(added).toEqual([
      "education/nftables: # wake: Zweck von wake / Purpose of wake; verantwortlich / owner: Netzbetrieb / network operation (reference/services.md section 4)",
      "education/nftables: fib daddr type broadcast goto broadcasts",
      "education/nftables: chain broadcast-seg-servers {",
      'education/nftables: ip saddr 10.1.17.9 oifname "seg-pupils" ip daddr 10.1.23.255 udp dport 9 accept comment "wake"',
      "education/nftables: chain broadcast-tunnel {",
      'education/nftables: ip saddr 10.0.1.5 oifname "seg-pupils" ip daddr 10.1.23.255 udp dport 9 accept comment "wake"',
      "education/nftables: chain broadcasts {",
      expect.stringMatching(
        /^education\/nftables: iifname vmap \{ "tun-1-dc1" : jump broadcast-tunnel, .*-servers \}$/,
      ),
      'education/nftables: limit rate 10/second burst 20 packets log prefix "education broadcast: "',
      "education/nftables: counter drop",
      "sysctl.conf: net.ipv4.conf.*.bc_forwarding = 1",
    ]);
  });

  it("a segment that others see under another prefix is translated where the tunnels begin, and announced so", async () => {
    const [before, after] = [site(), withTranslation(site())].map((one) => linux.router?.(one) ?? new Map());
    const changed = [...(after ?? [])].filter(([path, text]) => before?.get(path) !== text).map(([path]) => path);
    expect(changed).toEqual(["education/ip", "education/nftables", "education/frr.conf"]);
    for (const path of changed)
      await expect(after?.get(path)).toMatchFileSnapshot(`golden/site-router-translated/${path}`);
    const rules = (text = "") => text.replace(/^#.*\n/gm, "");
    const hostile = linux
      .router?.(withTranslation(site(), 'Tür\nflush ruleset" {{ x }} `id`'))
      ?.get("education/nftables");
    expect(rules(hostile)).toBe(rules(after?.get("education/nftables")));
  });

  it("a segment without IPv6 has no IPv6 address and no IPv6 rule", () => {
    const files = linux.router?.(site()) ?? new Map<string, string>();
    expect(files.get("education/ip")).not.toMatch(/^addr \S*:\S* dev seg-guests$/m);
    expect(files.get("education/nftables")).toContain('iifname "seg-guests" meta nfproto ipv6 counter drop');
  });

  it.each(["education", "verwaltung"])("in %s each way to drop a packet has a log of its own", (instance) => {
    const text = linux.router?.(site()).get(`${instance}/nftables`) ?? "";
    const logs = [...text.matchAll(/^\t\tlimit rate 10\/second burst 20 packets log prefix "(.*): "$/gm)];
    const kinds = ["input", "forward", "output", "sources", instance === "education" ? "lines" : "education"];
    expect(logs.map(([, prefix]) => prefix)).toEqual(kinds.map((kind) => `${instance} ${kind}`));
    // IPv6 where there is none is tried by every computer.
    expect(text.match(/^.* counter drop$/gm) ?? []).toEqual(
      instance === "education" ? ['\t\tiifname "seg-guests" meta nfproto ipv6 counter drop'] : [],
    );
  });

  it.each(["a\nb", 'a"b', "{{ x }}", "${x}", "a;b", "$(reboot)", "ä", "a b"])(
    "a name %j never reaches a file",
    (name) => {
      const intent = site();
      expect(() => linux.router?.({ ...intent, device: { ...intent.device, name } })).toThrow(Refusal);
    },
  );

  it.each(["Tür\nflush ruleset", 'a" accept comment "b', "{{ x }}", "${x}", "`id`", "\u202Eabc", "a\\"])(
    "free text %j stays one harmless line",
    (text) => {
      const intent = site();
      const [first, ...rest] = intent.instances;
      if (!first) throw new Error("no instance");
      const policies = first.policies.map((policy) => ({ ...policy, purpose: { de: text, en: text }, source: text }));
      const bad =
        linux.router?.({ ...intent, instances: [{ ...first, policies }, ...rest] }).get("education/nftables") ?? "";
      const good = linux.router?.(intent).get("education/nftables") ?? "";
      expect(bad.replace(/^#.*\n/gm, "")).toBe(good.replace(/^#.*\n/gm, ""));
      expect(oneLine(text)).toMatch(/^[\p{L}\p{N} .,:;()/+_@&§-]*$/u);
    },
  );

  it("IKEv2 on a line whose address the operator hands out is refused by name", () => {
    const intent = withIke(site());
    const instances = intent.instances.map((instance) => ({
      ...instance,
      tunnels: instance.tunnels.map(({ ike, ...tunnel }) =>
        ike ? { ...tunnel, ike: { ...ike, localAddresses: [] } } : tunnel,
      ),
    }));
    expect(() => linux.router?.({ ...intent, instances })).toThrow(
      /tuv-1-dc1: strongSwan keeps to a line by its address/,
    );
  });

  it.each(Object.entries({ "site-router": withIke(site()), hub: withIke(hub()) }))(
    "render IKEv2 of a %s as it was reviewed",
    async (name, intent) => {
      const files = linux.router?.(intent) ?? new Map<string, string>();
      for (const path of ["swanctl.conf", "strongswan.conf", "link-layer", "education/nftables"])
        await expect(files.get(path)).toMatchFileSnapshot(`golden/${name}-ikev2/${path}`);
      expect([...files.keys()].filter((path) => path.startsWith("verwaltung/tunnels/"))).toEqual([]);
    },
  );
});
