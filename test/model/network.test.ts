import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { InstanceIntent, Policy, PolicyEnd, RouterIntent } from "../../model/intent.js";
import type { Declaration } from "../../model/load.js";
import { contains, parsePrefix } from "../../model/net.js";
import { preference } from "../../model/resolve/network/numbers.js";
import { resolvePlatform } from "../../model/resolve/platform.js";
import { resolverMissing } from "../../model/rules/resolver-missing.js";
import { coupling } from "../../model/schema/coupling.js";
import type { Stage, Uplink } from "../../model/schema/line.js";
import type { School } from "../../model/schema/school.js";
import type { Site } from "../../model/schema/site.js";
import { expectedOf } from "../support/expected.js";
import { allocated, generatedDeclaration } from "../support/generated.js";

const catalogue = loadCatalogue();

const line = (part: number) => ({
  kind: "provider",
  serves: ["provider", "telekom", "landesnetz"],
  downMbit: 1000,
  upMbit: 1000,
  ipv4: { address: `198.18.0.${part}/29`, gateway: "198.18.0.1" },
});

function coupled(sites: number): Declaration {
  const declaration = allocated(generatedDeclaration(sites));
  const [dataCentre = ""] = Object.keys(declaration.traeger.dataCentres);
  const pair = coupling.parse({
    dataCentre,
    hubs: [
      { id: "hub1", lines: [line(2)] },
      { id: "hub2", lines: [line(3)] },
    ],
    verwaltung: {
      vlan: 900,
      ipv4: "192.168.250.0/28",
      ipv6: "fd0e::/64",
      gateway4: "192.168.250.14",
      gateway6: "fd0e::e",
      prefixes: ["0.0.0.0/0", "::/0"],
    },
  });
  return { ...declaration, traeger: { ...declaration.traeger, coupling: pair } };
}

const declaration = coupled(6);
const platform = resolvePlatform(declaration, catalogue);
const routers = Object.values(platform.network.routers);
const sites = routers.filter(({ role }) => role === "site-router");
const hubs = routers.filter(({ role }) => role === "hub");
const instance = (router: RouterIntent, id: string) => router.instances.find((one) => one.id === id) as InstanceIntent;
const ends = ({ policies, services }: InstanceIntent) =>
  [...policies, ...services].flatMap(({ from, to }) => [from, to]);
const prefixes = (end: PolicyEnd) => (end.at === "segment" || end.at === "tunnel" ? end.prefixes : []);
const inside = (outer: string, inner: string) => contains(parsePrefix(outer), parsePrefix(inner));

describe("a site's router", () => {
  it.each(sites)("$device.name names no prefix of another site", (router) => {
    const others = Object.values(platform.sites).filter(({ id }) => id !== router.site);
    const named = router.instances.flatMap(ends).flatMap(prefixes);
    const foreign = named.filter((prefix) =>
      others.some(({ ipv4, ipv6 }) => [ipv4, ipv6].some((site) => inside(site, prefix) || inside(prefix, site))),
    );
    expect(foreign.filter((prefix) => !prefix.endsWith("/0"))).toEqual([]);
  });

  it("is the same when another site joins", () => {
    const more = resolvePlatform(coupled(7), catalogue).network;
    for (const router of sites) expect(more.routers[router.device.name]).toEqual(router);
    for (const [name, device] of Object.entries(platform.network.switches)) expect(more.switches[name]).toEqual(device);
  });

  it("lets pupils into the Internet only on the line with the state's filter", () => {
    const open = sites
      .flatMap((router) => instance(router, "education").policies)
      .filter(({ to }) => to.at === "internet");
    const pupils = open.filter(({ from }) =>
      ["pupils", "byod", "managed-devices", "guests"].includes(from.at === "segment" ? from.zone : ""),
    );
    expect(pupils.length).toBeGreaterThan(0);
    expect(new Set(pupils.flatMap(({ to }) => (to.at === "internet" ? to.via : [])))).toEqual(new Set(["wan-1"]));
  });

  it("has a tunnel over each line to each hub, and each hub has the other end", () => {
    for (const router of sites)
      for (const { id, tunnels } of router.instances) {
        expect(tunnels).toHaveLength(router.uplinks.length * hubs.length);
        for (const { interface: name, inner4, inner6, mtu, peers } of tunnels) {
          const [far] = peers;
          const there = instance(platform.network.routers[far?.device ?? ""] as RouterIntent, id).tunnels.find(
            (tunnel) => tunnel.inner4 === far?.inner4,
          );
          expect(there?.listenPort, name).toBe(far?.endpoint?.port);
          expect(there?.mtu).toBeLessThanOrEqual(mtu);
          const back = there?.peers.find(({ device }) => device === router.device.name);
          expect(back).toMatchObject({ inner4, inner6, preference: far?.preference });
        }
      }
  });
});

/** Lines of the first site's router, were they declared so. */
function linesOf(first: Partial<Uplink>, second: Partial<Uplink>, traeger = declaration.traeger) {
  const [id = ""] = declaration.sites.keys();
  const own = declaration.sites.get(id) as Site;
  const [one, two] = own.uplinks as [Uplink, Uplink];
  const uplinks = [
    { ...one, ...first },
    { ...two, ...second },
  ];
  const sites = new Map([...declaration.sites, [id, { ...own, uplinks }]]);
  const { routers: all } = resolvePlatform({ ...declaration, traeger, sites }, catalogue).network;
  return all[platform.sites[id]?.router.name ?? ""]?.uplinks ?? [];
}

describe("what leaves on a line", () => {
  const shaped = (...lines: Parameters<typeof linesOf>) => linesOf(...lines).map(({ shapedKbit }) => shapedKbit);

  it("is ordered at 95 % of it, unless it is faster than the catalogue's limit", () => {
    expect(shaped({ upMbit: 1000 }, { upMbit: 7 })).toEqual([950_000, 6650]);
    expect(shaped({ upMbit: 1001 }, { upMbit: 1 })).toEqual([undefined, 950]);
  });

  it("is left alone where no tunnels run", () => {
    const { coupling: _, ...alone } = declaration.traeger;
    expect(shaped({ upMbit: 100 }, { upMbit: 7 }, alone)).toEqual([undefined, undefined]);
  });
});

describe("a line that stands in", () => {
  const refuses = (change: Partial<Uplink>) =>
    linesOf({ downMbit: 1000, upMbit: 100 }, change).map((line) => line.refuses);
  const narrow = ["backup", "internet", "other", "software", "video"];

  it("carries everything where it is a fifth of the primary one, less where it is narrower in one direction", () => {
    expect(refuses({ downMbit: 200, upMbit: 20 })).toEqual([undefined, undefined]);
    expect(refuses({ downMbit: 199, upMbit: 100 })).toEqual([undefined, narrow]);
    expect(refuses({ downMbit: 1000, upMbit: 19 })).toEqual([undefined, narrow]);
  });

  it("carries what is declared, whatever its width", () => {
    const carries = (classes: "all" | string[]) => ({ classes, reason: "Absprache" });
    expect(refuses({ downMbit: 16, upMbit: 2, carries: carries("all") })).toEqual([undefined, undefined]);
    const all = Object.keys(catalogue.trafficClasses);
    const some = carries(all.filter((one) => one !== "video"));
    expect(refuses({ downMbit: 1000, upMbit: 100, carries: some })).toEqual([undefined, ["video"]]);
  });
});

describe("what devices of a site find in other segments", () => {
  const [id = ""] = declaration.sites.keys();
  const own = declaration.sites.get(id) as Site;
  const router = (discovery: Site["discovery"]) => {
    const sites = new Map([...declaration.sites, [id, { ...own, discovery }]]);
    return resolvePlatform({ ...declaration, sites }, catalogue).network.routers[platform.sites[id]?.router.name ?? ""];
  };

  it("is nothing unless it is declared", () => {
    expect(instance(router({}) as RouterIntent, "education").discovery).toBeUndefined();
    expect(router({})).toEqual(platform.network.routers[platform.sites[id]?.router.name ?? ""]);
  });

  it("has the directions of the catalogue or of the site, and connections for each service by itself", () => {
    const { discovery, policies } = instance(
      router({ airplay: {}, airprint: {}, cast: { from: ["pupils"] } }) as RouterIntent,
      "education",
    );
    expect(discovery).toEqual({
      seekers: ["seg-managed", "seg-pupils", "seg-staff"],
      providers: ["seg-managed", "seg-printers"],
      types: ["airplay", "airprint", "cast"].flatMap((id) => catalogue.discovery[id]?.types ?? []),
    });
    const ways = policies.flatMap(({ id: name, from, to }) =>
      name.startsWith("discovery-") ? [`${name} ${from.zone} ${to.zone}`] : [],
    );
    expect([...new Set(ways)]).toEqual([
      "discovery-airplay staff managed-devices",
      "discovery-cast pupils managed-devices",
    ]);
  });
});

describe("the WLAN of a site", () => {
  const [id = ""] = declaration.sites.keys();
  const own = declaration.sites.get(id) as Site;
  const wlan = (ssids: Site["ssids"], schools = declaration.schools) => {
    const sites = new Map([...declaration.sites, [id, { ...own, ssids }]]);
    return resolvePlatform({ ...declaration, sites, schools }, catalogue).network;
  };
  const names = (...of: Parameters<typeof wlan>) => wlan(...of).wlan[id]?.map(({ name }) => name);

  it("is that of the catalogue, with the VLAN of its segment, from all access points", () => {
    const points = platform.sites[id]?.accessPoints.map(({ name }) => name);
    const vlans = platform.network.wlan[id]?.map(({ name, vlan, accessPoints }) => {
      expect(accessPoints).toEqual(points);
      return [name, vlan];
    });
    expect(vlans).toEqual([
      ["Lehrkraefte", 30],
      ["Schule", 50],
      ["Geraete", 60],
      ["Gaeste", 90],
    ]);
  });

  it("has no SSID for devices that no school of the site has, and none that needs accounts without their Baustein", () => {
    const without = (change: (school: School) => School) =>
      new Map([...declaration.schools].map(([key, school]) => [key, change(school)]));
    const noByod = without((school) => ({ ...school, devices: { ...school.devices, byod: 0 } }));
    expect(names({}, noByod)).toEqual(["Lehrkraefte", "Geraete", "Gaeste"]);
    const remove = { "wlan-zugangsverwaltung": "keine Konten" };
    expect(
      names(
        {},
        without((school) => ({ ...school, bausteine: { insert: [], remove } })),
      ),
    ).toEqual(["Gaeste"]);
  });

  it("asks the server in the building first, then the data centres', and nobody for guests", () => {
    const { platform } = expectedOf("hansestadt");
    for (const [site, ssids] of Object.entries(platform.network.wlan))
      for (const { security, radius = [] } of ssids) {
        expect(radius.length > 0, site).toBe(security === "wpa3-enterprise");
        const places = radius.map(({ place }) => place === site);
        expect(places).toEqual([...places].sort().reverse());
        for (const { machine, address } of radius)
          expect(platform.machines[machine]?.nics.map(({ ipv4 }) => ipv4)).toContain(address);
      }
    const local = platform.network.wlan.kreuzhof?.[0]?.radius?.map(({ place }) => place);
    expect(local?.[0]).toBe("kreuzhof");
    expect(new Set(local).size).toBeGreaterThan(1);
  });

  it("has switches that ask the same servers where people sign on at their ports, and no others", () => {
    const { platform } = expectedOf("hansestadt");
    const asking = Object.values(platform.network.switches).filter(({ ports }) =>
      ports.some((it) => it.authentication),
    );
    expect(asking.map(({ site }) => site)).toEqual(["drosselgang", "drosselgang"]);
    for (const { site, portAuthentication, ports } of asking) {
      expect(portAuthentication?.servers).toEqual(platform.network.wlan[site]?.find(({ radius }) => radius)?.radius);
      expect(portAuthentication?.secret).toBe("secret://env/RADIUS_DROSSELGANG");
      for (const { authentication, vlan } of ports.filter((it) => it.authentication)) {
        const { methods = [], ...vlans } = authentication ?? {};
        const away = methods.includes("mab") ? {} : { unauthenticatedVlan: 90, criticalVlan: 90 };
        expect([vlans, vlan]).toEqual([away, methods.includes("mab") ? 60 : 30]);
      }
    }
    for (const one of Object.values(platform.network.switches))
      if (!asking.includes(one)) expect(one.portAuthentication).toBeUndefined();
  });

  it("is sent in the rooms that are named, and only their access points get its VLAN", () => {
    const { wlan: all, switches } = wlan({ gaeste: { rooms: ["AP 2"], reason: "Foyer" } });
    const second = platform.sites[id]?.accessPoints[1]?.name ?? "";
    expect(all[id]?.find(({ name }) => name === "Gaeste")?.accessPoints).toEqual([second]);
    const ports = Object.values(switches).flatMap((one) => (one.site === id ? one.ports : []));
    const guests = ports.filter(({ profile, allowed }) => profile === "access-point" && allowed?.includes(90));
    expect(guests.map(({ description }) => description)).toEqual([second]);
  });

  it("has an SSID of the site's own with a reference to its passphrase", () => {
    const projekt = { name: "Projekt", segment: "guests", users: "guests", security: "wpa3-personal" } as const;
    const found = wlan({ projekt: { ...projekt, passphrase: "secret://env/WLAN_PROJEKT", reason: "Projektwoche" } });
    expect(found.wlan[id]?.at(-1)).toMatchObject({
      ...{ ...projekt, vlan: 90, passphrase: "secret://env/WLAN_PROJEKT" },
      source: `sites/${id}.yaml, ssids.projekt: Projektwoche`,
    });
  });
});

describe("the Verwaltung by IKEv2 and the schools by WireGuard", () => {
  const { coupling: pair } = declaration.traeger;
  if (!pair?.verwaltung) throw new Error("no Verwaltung");
  const verwaltung = { ...pair.verwaltung, protocol: "ikev2" as const };
  const traeger = { ...declaration.traeger, coupling: { ...pair, verwaltung } };
  const { routers: mixed } = resolvePlatform({ ...declaration, traeger }, catalogue).network;

  it("give both ends of each tunnel the other's identity, one key that nobody else has, and one suite", () => {
    const keys = new Map<string, Set<string>>();
    for (const { device, instances, role } of Object.values(mixed))
      for (const { id, tunnels } of instances)
        for (const { protocol, ike, peers } of tunnels) {
          expect([id, protocol, ike !== undefined]).toEqual([
            id,
            id === "verwaltung" ? "ikev2" : "wireguard",
            id === "verwaltung",
          ]);
          for (const peer of ike && role === "site-router" ? peers : []) {
            const there = instance(mixed[peer.device] as RouterIntent, id).tunnels.find(
              (one) => one.ike?.identity === peer.ike?.identity,
            );
            const back = there?.peers.find((one) => one.device === device.name);
            expect(back?.ike).toEqual({ identity: ike?.identity, sharedKey: peer.ike?.sharedKey });
            expect(there?.ike?.suite).toEqual(ike?.suite);
            const pairs = keys.get(peer.ike?.sharedKey ?? "") ?? new Set();
            keys.set(peer.ike?.sharedKey ?? "", pairs.add(`${device.name} ${peer.device}`));
          }
        }
    expect(keys.size).toBe(sites.length * hubs.length);
    expect([...keys.values()].every(({ size }) => size === 1)).toBe(true);
  });
});

describe("a cut-over to the Landesnetz", () => {
  const at = (stage: Stage) => {
    const [[id, site]] = [...declaration.sites] as [[string, Site]];
    const changed = new Map([...declaration.sites, [id, { ...site, cutover: [{ stage, since: "2026-08-01" }] }]]);
    const { routers: all } = resolvePlatform({ ...declaration, sites: changed }, catalogue).network;
    const name = platform.sites[id]?.router.name ?? "";
    return { router: all[name] as RouterIntent, peers: instance(all["hub-hub1"] as RouterIntent, "education").tunnels };
  };

  it.each([
    ["telekom-only", ["wan-2"]],
    ["both-up", ["wan-1", "wan-2"]],
    ["telekom-retired", ["wan-1"]],
  ] as const)("at the step %s has tunnels and Internet over %j only", (stage, lines) => {
    const { router, peers } = at(stage);
    const one = instance(router, "education");
    expect([...new Set(one.tunnels.map(({ uplink }) => uplink))]).toEqual([...lines]);
    const via = one.policies.flatMap(({ to }) => (to.at === "internet" ? to.via : []));
    expect(via.every((name) => (lines as readonly string[]).includes(name))).toBe(true);
    const called = peers.filter((tunnel) => tunnel.peers.some(({ device }) => device === router.device.name));
    expect(called.map(({ interface: name }) => name.replace("tun-", "wan-"))).toEqual([...lines]);
  });
});

describe("the hubs", () => {
  it("allow from their side what the sites allow from theirs", () => {
    const [hub] = hubs as [RouterIntent];
    const missing = sites.flatMap((router) =>
      router.instances.flatMap((one) =>
        one.policies
          .filter(({ from, to }) => from.at === "tunnel" || to.at === "tunnel")
          .filter((policy) => !instance(hub, one.id).policies.some((other) => covers(other, policy)))
          .map(({ id, protocol }) => `${router.device.name} ${id} ${protocol}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("stand in different addresses of each segment, with one shared", () => {
    const [first, second] = hubs.map((hub) => instance(hub, "education").segments);
    for (const [index, segment] of (first ?? []).entries()) {
      expect(segment.addresses).not.toEqual(second?.[index]?.addresses);
      expect(segment.shared?.addresses).toEqual(second?.[index]?.shared?.addresses);
    }
  });
});

describe("the Verwaltungsnetz", () => {
  it("has no rule together with another zone, anywhere", () => {
    for (const router of routers) {
      const zones = (id: string) => new Set(ends(instance(router, id)).map(({ zone }) => zone));
      expect([...zones("verwaltung")].filter((zone) => !/^(verwaltung|device$|tunnels$)/.test(zone))).toEqual([]);
      expect([...zones("education")].filter((zone) => zone.startsWith("verwaltung"))).toEqual([]);
    }
  });

  it("is told to the hubs by its own instance only", () => {
    for (const router of sites) {
      const own = platform.sites[router.site ?? ""]?.segments.find(({ role }) => role === "verwaltung");
      expect(instance(router, "education").advertise).not.toContain(own?.ipv4);
      expect(instance(router, "verwaltung").advertise).toEqual([own?.ipv4, own?.ipv6]);
    }
  });
});

describe("names in the Verwaltungsnetz", () => {
  const dhcp = (of: Declaration) =>
    Object.values(resolvePlatform(of, catalogue).network.routers)
      .flatMap(({ instances }) => instances.flatMap(({ segments }) => segments))
      .filter(({ role }) => role === "verwaltung")
      .flatMap((segment) => (segment.dhcp.owner === "router" ? [segment.dhcp.nameservers] : []));
  const named: Declaration = {
    ...declaration,
    traeger: {
      ...declaration.traeger,
      coupling: coupling.parse({
        ...declaration.traeger.coupling,
        verwaltung: { ...declaration.traeger.coupling?.verwaltung, nameservers: ["192.168.251.53"] },
      }),
    },
  };
  const found = (of: Declaration) =>
    [
      ...resolverMissing.check({ declaration: of, catalogue, demands: [], platform: resolvePlatform(of, catalogue) }),
    ].filter(({ path }) => path.includes("verwaltung"));

  it("are asked from its own servers, and never from the router of the schools", () => {
    expect(new Set(dhcp(named).flat())).toEqual(new Set(["192.168.251.53"]));
    expect(dhcp(declaration).flat()).toEqual([]);
  });

  it("are missed where no server is named", () => {
    expect(found(declaration)).toHaveLength(1);
    expect(found(named)).toEqual([]);
  });
});

describe("numbers", () => {
  it("give names that Linux takes, and each inner address once", () => {
    const all = routers.flatMap(({ uplinks, instances }) => [
      ...uplinks.map(({ interface: name }) => name),
      ...instances.flatMap(({ segments, tunnels }) => [...segments, ...tunnels].map(({ interface: name }) => name)),
    ]);
    expect(all.filter((name) => name.length > 15)).toEqual([]);
    const inner = routers.flatMap(({ instances }) =>
      instances.flatMap(({ tunnels }) => tunnels.flatMap(({ inner4, inner6 }) => [inner4, inner6])),
    );
    expect(new Set(inner).size).toBe(inner.length);
  });

  it("rank the hub before the line", () => {
    const roles = ["primary", "fallback"];
    const ranks = [0, 1].flatMap((hub) => [1, 2].map((ordinal) => preference(roles, ordinal, hub)));
    expect(ranks).toEqual([1, 2, 3, 4]);
    expect(preference(["fallback", "primary"], 2, 0)).toBe(1);
  });
});

/** Whether a policy of the hub lets through what one of a site lets through. */
function covers(hub: Policy, site: Policy): boolean {
  return (
    hub.id === site.id &&
    hub.protocol === site.protocol &&
    hub.ports === site.ports &&
    within(hub.from, site.from) &&
    within(hub.to, site.to)
  );
}

function within(outer: PolicyEnd, inner: PolicyEnd): boolean {
  return prefixes(inner).every((prefix) => prefixes(outer).some((other) => inside(other, prefix)));
}
