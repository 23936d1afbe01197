import { describe, expect, it } from "vitest";
import { renderDevices } from "../../../render/adapters/adapter.js";
import { linux } from "../../../render/adapters/linux/linux.js";
import { openvswitch } from "../../../render/adapters/openvswitch/openvswitch.js";
import { Refusal } from "../../../render/adapters/refusal.js";
import { oneLine } from "../../../render/adapters/text.js";
import { hub, layer2, site } from "./fixtures.js";

describe("the adapters", () => {
  it.each(Object.entries({ "site router": site(), hub: hub() }))(
    "render a %s as it was reviewed",
    async (name, intent) => {
      for (const [path, text] of linux.router?.(intent) ?? [])
        await expect(text).toMatchFileSnapshot(`golden/${name.replace(" ", "-")}/${path}`);
    },
  );

  it("render a switch as it was reviewed", async () => {
    for (const [path, text] of openvswitch.switch?.(layer2(1, 0, 24)) ?? [])
      await expect(text).toMatchFileSnapshot(`golden/switch/${path}`);
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

  it("a segment without IPv6 has no IPv6 address and no IPv6 rule", () => {
    const files = linux.router?.(site()) ?? new Map<string, string>();
    expect(files.get("education/ip")).not.toMatch(/^addr \S*:\S* dev seg-guests$/m);
    expect(files.get("education/nftables")).toContain('iifname "seg-guests" meta nfproto ipv6 counter drop');
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

  it("IKEv2 is refused by name", () => {
    const intent = site();
    const instances = intent.instances.map((instance) => ({
      ...instance,
      tunnels: instance.tunnels.map((tunnel) => ({ ...tunnel, protocol: "ikev2" as const })),
    }));
    expect(() => linux.router?.({ ...intent, instances })).toThrow(/IKEv2/);
  });
});
