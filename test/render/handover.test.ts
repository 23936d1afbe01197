import { expect, test } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { resolvePlatform } from "../../model/resolve/platform.js";
import { linux } from "../../render/adapters/linux/linux.js";
import { renderHandover } from "../../render/handover.js";
import { load } from "../examples/example.js";

const sheets = (example: Parameters<typeof load>[0]) => renderHandover(load(example).platform);
const rows = (csv: string | undefined) => (csv ?? "").trim().split("\n").slice(1);

test("a sheet says how the operator calls line and building, and what is not known yet", () => {
  const files = sheets("kleinstadt");
  const sheet = files.get("handover/schulstrasse.md") ?? "";
  expect(sheet).toContain("| wan-1 | landesnetz | LN-208-0031 | SN 0812007 | fibre |");
  expect(sheet).toContain("| wan-2 | telekom | noch nicht genannt | noch nicht genannt | dsl |");
  const csv = rows(files.get("handover/schulstrasse.csv"));
  expect(csv.filter((row) => row.includes("wan-1")).every((row) => row.includes(",LN-208-0031,"))).toBe(true);
});

test("an operator is asked for all that the site's router lets out by its line, also without tunnels", () => {
  const csv = rows(sheets("grundschule").get("handover/dorfanger.csv"));
  expect(csv.filter((row) => row.includes("wan-1 "))).toEqual([
    '1,wan-1 landesnetz,noch nicht genannt,ausgehend,TCP,198.18.16.22,Internet,"80, 443, 465, 587, 993, 2197, 5061, 5223",Internet der Segmente,offen',
    '2,wan-1 landesnetz,noch nicht genannt,ausgehend,UDP,198.18.16.22,Internet,"443, 16384-32767",Internet der Segmente,offen',
    "5,wan-1 landesnetz,noch nicht genannt,ausgehend,UDP und TCP,198.18.16.22,198.18.0.53,53,Namen,offen",
    "6,wan-1 landesnetz,noch nicht genannt,ausgehend,UDP und TCP,198.18.16.22,198.18.2.53,53,Namen,offen",
  ]);
});

test("servers of names and time are asked for where they are outside, and not where a tunnel leads to them", () => {
  const [outside, behind] = (["kleinstadt", "hansestadt"] as const).map((example) =>
    [...sheets(example)].flatMap(([path, text]) => (path.endsWith(".csv") ? rows(text) : [])),
  );
  expect(outside?.some((row) => row.includes(",UDP und TCP,198.18.16.54,198.18.0.53,53,Namen,"))).toBe(true);
  expect(behind?.filter((row) => /,10\.\S*,(53|123),/.test(row))).toEqual([]);
});

test("prefixes that an operator has to route are named only where they are public", () => {
  const { platform } = load("kleinstadt");
  const sheet = (of: typeof platform) => renderHandover(of).get("handover/schulstrasse.md") ?? "";
  expect(sheet(platform)).toContain("Präfixe des Standorts braucht der Betreiber nicht zu routen.");
  const changed = structuredClone(platform);
  const router = Object.values(changed.network.routers).find(({ site }) => site === "schulstrasse");
  const segment = router?.instances[0]?.segments.find(({ role }) => role === "staff");
  Object.assign(segment ?? {}, { ipv6: "2001:db8:3:20::/64", ipv6Mode: "gua" });
  expect(sheet(changed)).toContain("Ausgenommen sind diese öffentlichen IPv6-Präfixe: 2001:db8:3:20::/64.");
});

const COUPLED = "schulstrasse";

/** The declaration with WireGuard or IKEv2 in all tunnels. */
function withProtocol(protocol: "wireguard" | "ikev2"): Platform {
  const { declaration } = load("kleinstadt");
  const { traeger, sites } = declaration;
  const site = sites.get(COUPLED);
  if (!traeger.coupling || !site) throw new Error(`${COUPLED} is not coupled`);
  // IKEv2 wants lines with a fixed address.
  const uplinks = site.uplinks.filter(({ handover }) => handover === undefined || handover === "static");
  return resolvePlatform(
    {
      ...declaration,
      sites: new Map([...sites, [COUPLED, { ...site, uplinks }]]),
      traeger: { ...traeger, coupling: { ...traeger.coupling, protocol } },
    },
    loadCatalogue(),
  );
}

const routerOf = ({ network }: Platform, site: string) =>
  Object.values(network.routers).find((one) => one.site === site) as RouterIntent;

/** `<sender> <own port> <hub> <its port>` of each call that the router's own rules let out. */
function letOut(router: RouterIntent): string[] {
  const rules = linux.router?.(router).get("education/nftables") ?? "";
  const own = new Map(router.uplinks.map((line) => [line.interface, line.ipv4?.address.replace(/\/.*/, "")]));
  const calls = rules.matchAll(/oifname "(\S+)" ip daddr (\S+) udp sport (\d+) udp dport (\d+) accept/g);
  return [...calls].map(([, line = "", hub, from, to]) => `${own.get(line)} ${from} ${hub} ${to}`).sort();
}

/** The same of what the sheet asks the operator for. */
function askedFor(csv: string | undefined): string[] {
  const tunnels = (csv ?? "").matchAll(/,ausgehend,UDP,"?(\S+) Port ([\d, ]+)"?,([\d.]+),"?([\d, ]+)"?,Tunnel /g);
  return [...tunnels].flatMap(([, from, own = "", hub, far = ""]) => {
    const fars = far.split(", ");
    return own.split(", ").map((port, index) => `${from} ${port} ${hub} ${fars[index]}`);
  });
}

test.each(["wireguard", "ikev2"] as const)(
  "with %s the operator is asked for what the router itself sends",
  (protocol) => {
    const platform = withProtocol(protocol);
    const asked = askedFor(renderHandover(platform).get(`handover/${COUPLED}.csv`));
    expect(asked.length).toBeGreaterThan(0);
    expect([...new Set(asked)].sort()).toEqual(letOut(routerOf(platform, COUPLED)));
    const sheet = renderHandover(platform).get(`handover/${COUPLED}.md`) ?? "";
    expect(sheet.includes("IP-Protokoll 50")).toBe(protocol === "ikev2");
  },
);

test("a hub is called on the ports of the declared protocol alone", () => {
  const called = (protocol: "wireguard" | "ikev2") =>
    Object.values(withProtocol(protocol).network.routers)
      .find(({ role }) => role === "hub")
      ?.instances.flatMap(({ services }) => services)
      .flatMap(({ id, ports }) => (id.startsWith("device-tunnels") ? [ports] : []));
  expect(called("wireguard")).toEqual(["51821-51824,51831-51834"]);
  expect(called("ikev2")).toEqual(["500,4500"]);
});
