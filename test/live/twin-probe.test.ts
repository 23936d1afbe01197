import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configure, makeNamespaces, plug } from "../../lab/twin/namespace.js";
import { type Probe, probe, traffic } from "../../lab/twin/probe.js";
import { endRun, inNamespace, newRun, type Run, unavailable } from "../../lab/twin/run.js";

/** a — r — b: r forwards, and drops or refuses some ports. */
const RULES = `table inet toy {
  chain forward {
    type filter hook forward priority filter; policy accept
    th dport 81 drop
    tcp dport 82 reject with tcp reset
    meta nfproto ipv6 th dport 83 drop
    ct direction reply udp sport 84 drop
  }
}`;

describe.skipIf(unavailable() !== undefined && process.env.CI !== "true")("probes of the twin", () => {
  const parent = mkdtempSync(join(tmpdir(), "twin-"));
  let run: Run;

  beforeAll(async () => {
    run = newRun(parent);
    makeNamespaces(run, ["a", "r", "b"]);
    plug(run, [
      { a: { namespace: "a", device: "eth0" }, b: { namespace: "r", device: "port-a" } },
      { a: { namespace: "b", device: "eth0" }, b: { namespace: "r", device: "port-b" } },
    ]);
    const addresses = (device: string, net: number, host: number) => [
      `addr add 192.0.2.${net + host}/28 dev ${device}`,
      `addr add 2001:db8:${net}::${host}/64 dev ${device} nodad`,
      `link set ${device} up`,
    ];
    const routes = (net: number) => [
      `route add default via 192.0.2.${net + 1}`,
      `route add ::/0 via 2001:db8:${net}::1`,
    ];
    const router = [...addresses("port-a", 0, 1), ...addresses("port-b", 16, 1)];
    await configure(run, { name: "r", forwards: true, lines: router });
    for (const [name, net] of [
      ["a", 0],
      ["b", 16],
    ] as const)
      await configure(run, { name, forwards: false, lines: [...addresses("eth0", net, 2), ...routes(net)] });
    await inNamespace(run, "r", ["nft", "-f", "-"], RULES);
  });

  afterAll(async () => {
    await endRun(run);
    rmSync(parent, { recursive: true, force: true });
  });

  const question = (protocol: Probe["protocol"], port: number, six = false): Probe => ({
    from: "a",
    to: "b",
    protocol,
    port,
    source: six ? "2001:db8:0::2" : "192.0.2.2",
    address: six ? "2001:db8:16::2" : "192.0.2.18",
  });
  const ask = async (...probes: Probe[]) => (await probe(run, probes, 0.6)).map(({ outcome }) => outcome);
  const flow = (id: string, port: number, allowed: boolean) => ({ ...question("udp", port), id, allowed });

  it("say that an open port is reached, by TCP and UDP, IPv4 and IPv6", async () => {
    const open = [question("tcp", 80), question("udp", 80), question("tcp", 80, true), question("udp", 80, true)];
    expect(await ask(...open)).toEqual(["reached", "reached", "reached", "reached"]);
  });

  it("say that a filtered port is silent, also where only one family is filtered", async () => {
    expect(await ask(question("tcp", 81), question("udp", 81))).toEqual(["silent", "silent"]);
    expect(await ask(question("tcp", 83), question("tcp", 83, true))).toEqual(["reached", "silent"]);
  });

  it("do not take an RST for an answer", async () => {
    expect(await ask(question("tcp", 82))).toEqual(["refused"]);
  });

  it("see a datagram that arrived although its answer was dropped", async () => {
    expect(await probe(run, [question("udp", 84)], 0.6)).toEqual([{ id: 0, outcome: "silent", delivered: true }]);
  });

  it("lose nothing on a whole line, and count what a cut line lost", async () => {
    const steady = await traffic(run, [flow("open", 80, true)]);
    await inNamespace(run, "r", ["nft", "add rule inet toy forward udp dport 80 numgen inc mod 10 0 drop"]);
    await ask(question("tcp", 80));
    const result = await steady.stop();
    const [found] = result.flows;
    expect(result.dropped).toBe(0);
    expect(found?.lost).toBeGreaterThan(0);
    expect(found?.lost).toBe(found?.gaps.reduce((sum, { lost }) => sum + lost, 0));
    expect(found?.received).toBeGreaterThan(5 * (found?.lost ?? 0));
  });

  it("see a single packet that leaks", async () => {
    const forbidden = await traffic(run, [flow("forbidden", 81, false)]);
    forbidden.mark("one packet is let through");
    // A quota that is used up by the first packet.
    await inNamespace(run, "r", [
      "nft",
      "insert rule inet toy forward udp dport 81 limit rate 1/day burst 1 packets accept",
    ]);
    await ask(question("tcp", 80));
    const result = await forbidden.stop();
    expect(result.leaks).toMatchObject([{ flow: "forbidden", packets: 1 }]);
    expect(result.marks).toMatchObject([{ text: "one packet is let through" }]);
  });

  it("see no leak where nothing gets through", async () => {
    await inNamespace(run, "r", ["nft", "flush chain inet toy forward; add rule inet toy forward drop"]);
    const forbidden = await traffic(run, [flow("forbidden", 81, false)]);
    await ask(question("tcp", 80));
    const result = await forbidden.stop();
    expect(result.leaks).toEqual([]);
    expect(result.flows[0]?.sent).toBeGreaterThan(50);
  });

  it("see a packet of an allowed flow where it must never be", async () => {
    await inNamespace(run, "r", ["nft", "flush chain inet toy forward"]);
    const astray = await traffic(run, [{ ...flow("astray", 80, true), nowhere: ["r"] }]);
    const result = await astray.stop();
    expect(result.leaks).toMatchObject([{ flow: "astray" }]);
    expect(result.flows[0]?.lost).toBe(0);
  });
});
