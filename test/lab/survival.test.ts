import { beforeAll, describe, expect, it } from "vitest";
import { asksOf } from "../../lab/twin/asks.js";
import type { Expectation } from "../../lab/twin/expected.js";
import type { Host } from "../../lab/twin/hosts.js";
import type { Station } from "../../lab/twin/station.js";
import { type Answer, answerable, chosen, verdict, withoutLines } from "../../lab/twin/survival.js";
import { topologyOf } from "../../lab/twin/topology.js";
import type { Platform } from "../../model/platform.js";
import { ovsFiles } from "../../render/adapters/openvswitch/openvswitch.js";
import { expectedOf } from "../support/expected.js";

/** A site with a server of its own, and one without. */
const [OWN, OTHER] = ["kreuzhof", "aussendeich"] as const;

let platform: Platform;
let expected: Expectation;
let hosts: readonly Host[];

beforeAll(() => {
  ({ platform, expected } = expectedOf("hansestadt"));
  hosts = topologyOf(platform, [OWN, OTHER], ovsFiles).hosts;
});

const routers = () =>
  [OTHER, OWN, "ankerstrasse"].map((id) => {
    const router = Object.values(platform.network.routers).find(({ site }) => site === id);
    if (!router) throw new Error(`no router at ${id}`);
    return router;
  });

const host = (place: string, zone: string) => {
  const found = hosts.find((one) => one.place === place && one.zone === zone && one.machine === undefined);
  if (!found) throw new Error(`nobody in ${zone} of ${place}`);
  return found;
};
const machine = (kind: string) => {
  const found = hosts.find((one) => platform.machines[one.machine ?? ""]?.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return { ...found, fqdn: platform.machines[found.machine ?? ""]?.fqdn ?? "" };
};

/** Ids of what must be answered at a site. */
const must = (site: string, kind: string, lines: boolean) => {
  const station = (zone: string): Station => ({
    host: host(site, zone),
    node: { name: zone, instances: {} },
    run: () => Promise.reject(new Error("nobody may be asked here")),
  });
  const router = routers().find((one) => one.site === site);
  const segment = router?.instances.flatMap(({ segments }) => segments).find(({ role }) => role === "pupils");
  if (!segment) throw new Error(`no pupils at ${site}`);
  const asks = asksOf({
    ...{ computer: station("pupils"), accessPoint: station("management"), segment, domain: platform.domain },
    ...{ server: machine(kind), resolver: machine("dns-ntp"), account: { name: "a", password: "b", secret: "c" } },
  });
  return asks.filter((ask) => answerable(ask, site, lines, expected)).map(({ id }) => id);
};

describe("local survival", () => {
  it("is proven at one site with a server of its own and one without", () => {
    expect(chosen(routers()).map(({ site }) => site)).toEqual([OWN, OTHER]);
    expect(chosen(routers().slice(0, 1)).map(({ site }) => site)).toEqual([OTHER]);
  });

  it("means everything but the Internet where the server stands, with and without lines", () => {
    const all = ["dhcp", "dns", "dns-srv", "dns-internet", "kerberos", "ldap", "smb", "eap"];
    expect(must(OWN, "ucs-school-server", true)).toEqual(all);
    expect(must(OWN, "ucs-school-server", false)).toEqual(all.filter((id) => id !== "dns-internet"));
  });

  it("is nothing but an address by the router elsewhere: names and WLAN access are gone with the lines", () => {
    expect(must(OTHER, "radius", true)).toEqual(["dhcp", "dns", "dns-srv", "dns-internet", "eap"]);
    expect(must(OTHER, "radius", false)).toEqual(["dhcp"]);
  });

  it("leaves of the flow tables what stays within the site", () => {
    const { allowed } = withoutLines(expected);
    const [pupils, server] = [host(OWN, "pupils"), machine("ucs-school-server")];
    expect(allowed(pupils, server, "tcp", 445)).toBe("school-server-files");
    expect(allowed(pupils, server, "tcp", 22)).toBeUndefined();
    expect(expected.allowed(pupils, machine("dns-ntp"), "udp", 53)).toBe("names-and-time");
    expect(allowed(pupils, machine("dns-ntp"), "udp", 53)).toBeUndefined();
  });

  it("counts an answer that must not come, and one that does not come, as problems", () => {
    const answer = (id: string, wanted: boolean, text?: string): Answer => ({
      ...{ id, title: `the ${id}`, wanted },
      ...(text === undefined ? { why: "no answer" } : { answer: text }),
    });
    const without = [
      answer("smb", true),
      answer("dns-internet", false, "203.0.113.10"),
      answer("eap", true, "SUCCESS"),
    ];
    const before = without.map((one) => ({ ...one, wanted: one.answer !== undefined }));
    const matrix = { probes: 1, reached: 0, seconds: 0, violations: [] };
    const found = verdict([{ site: OWN, server: "server", before, without }], matrix, { asked: 600, lasted: 700 });
    expect(found.problems).toEqual([
      `${OWN}, without any line: smb (the smb) must be answered, was: no answer`,
      `${OWN}, without any line: dns-internet (the dns-internet) must fail, was: 203.0.113.10`,
    ]);
    expect(found.title).toContain("1 answered, 0 failed closed, 2 otherwise");
  });
});
