import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { type Catalogue, type Extensions, segmentsTable } from "../../model/catalogue/schema.js";
import { catalogueReference } from "../../model/rules/catalogue-reference.js";
import { guestsInside } from "../../model/rules/guests-inside.js";
import type { DemandContext, PlatformContext } from "../../model/rules/rule.js";
import { signOnSegment, signOnSegments } from "../../model/rules/sign-on-segment.js";
import { unknownFlowEnd } from "../../model/rules/unknown-flow-end.js";
import { verwaltungFlow } from "../../model/rules/verwaltung-flow.js";
import { wakeOnLan } from "../../model/rules/wake-on-lan.js";

const catalogue = loadCatalogue();
const { bausteine, scenarios, products, machines, flows, segments, zoneFlows } = catalogue;

/** domain.md section 2, written out so that a row that gets lost is noticed. */
const BAUSTEINE = {
  infrastruktur: [
    "lan-wlan",
    "praesentation",
    "endgeraete",
    "netzwerklaufwerk",
    "domainverwaltung",
    "identitaetsmanagement",
    "druckerverwaltung",
    "wlan-zugangsverwaltung",
  ],
  betrieb: [
    "ticketsystem",
    "mobile-device-management",
    "softwareverteilung",
    "administration",
    "telefonhotline",
    "backupvorkehrungen",
    "monitoring",
  ],
  paedagogik: [
    "dateiablage",
    "kurssystem",
    "online-office",
    "e-mail-adresse",
    "ad-hoc-funktionen",
    "messenger",
    "fachanwendungen",
    "kalender",
    "buchungssystem",
    "adressbuch",
    "abstimmung",
    "wiki",
    "forum",
    "aufgaben",
    "stundenplan",
  ],
  "nicht-technisch": [
    "basisdokumentation",
    "nutzungsordnung",
    "personalressource",
    "datenschutz",
    "service-level-agreement",
    "systemfortbildung",
    "kommunikation",
    "prozesssteuerung",
  ],
};

/** domain.md section 3 and the state services of section 1: system → the products that stand for it. */
const SYSTEMS = {
  "IServ school server": ["iserv"],
  "IServ Zentralinstanz": ["iserv-zentralinstanz"],
  "IServ backup server": ["iserv-backup"],
  BigBlueButton: ["bigbluebutton"],
  "Open-Xchange": ["open-xchange"],
  "UCS@school": ["ucs-school"],
  LMS: ["moodle", "itslearning-vertrag"],
  portal: ["portal"],
  "knowledge base": ["knowledge-base"],
  "ticket system": ["zammad", "request-tracker"],
  MDM: ["filewave", "jamf", "nanomdm"],
  "WLAN controller": ["omada", "unifi", "openwisp"],
  RADIUS: ["radius"],
  "local school server": ["ucs-school-server"],
  monitoring: ["monitoring"],
  "remote access": ["jump-host"],
  "MNSpro Cloud": ["mnspro-cloud"],
  Landesdienste: ["itslearning", "schulportal-sh", "landesradius", "landesmail"],
};

/** A school's own server is its web entrance and mail server; the maker wants it reachable (services.md section 4). */
const OWN_SERVERS_IN_THE_INTERNET = ["iserv"];

/** All documents that the tables may cite; a new one is added here once it has been read. */
const DOCUMENTS = [
  "domain.md section",
  "reference/peers.md section",
  "reference/services.md section",
  "IServ documentation",
  "univention/ucs-school doc/ucsschool-scenarios",
  "bigbluebutton/bigbluebutton docs/docs/administration",
  "blindsidenetworks/scalelite README.md",
  "proxmox/proxmox-backup docs/system-requirements.rst",
  "zammad/zammad-documentation prerequisites/hardware.rst",
  "k3s-io/docs docs/installation/requirements.md",
  "mbentley/docker-omada-controller README.md",
  "TP-Link FAQ 3265",
  "FreeBSD port net-mgmt/omada5",
  "FileWave KB",
  "Jamf, Network Ports Used by Jamf Pro",
  "Landesverordnung über Ferientermine",
  "Ferienordnung für",
  "reference/network.md section",
  "BSI IT-Grundschutz, NET.2.1",
  "Mago, Knowledge base",
  "RFC 4271",
  "Cisco Catalyst 1000 Series Switches Data Sheet",
  "Cisco Catalyst 9200 Series Switches Data Sheet",
  "Cisco, Configuring IEEE 802.1x Port-Based Authentication",
  "NetworkLessons, Switch oversubscription ratios",
  "Cisco Catalyst 8200 Series Edge Platforms Data Sheet",
  "Apple, TCP and UDP ports used by Apple software products",
  "model/resolve/network/numbers.ts",
];

/** Every `source` below a row, with the path to it. */
function sources(value: unknown, path: string): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, string][] =>
    key === "source" ? [[path, String(inner)]] : sources(inner, `${path}.${key}`),
  );
}

/** Numbers that Proxmox VE counts in a rule's port list: a range is two. */
function numbers(ports: readonly string[], protocol: string): number {
  return ports.filter((port) => port.startsWith(protocol)).reduce((sum, port) => sum + (port.includes("-") ? 2 : 1), 0);
}

const known = (table: object) => (id: string) => id in table;
const unknownIn = (table: object, ids: readonly string[]) => ids.filter((id) => !known(table)(id));

describe("the catalogue is complete", () => {
  it.each(Object.entries(BAUSTEINE))("has every Baustein of the area %s and no other", (area, ids) => {
    const found = Object.keys(bausteine).filter((id) => bausteine[id]?.area === area);
    expect(found.sort()).toEqual([...ids].sort());
  });

  it.each(Object.entries(SYSTEMS))("has the system %s", (_, ids) => {
    expect(unknownIn(products, ids)).toEqual([]);
  });

  it("has four scenarios with two phases each", () => {
    for (const row of Object.values(scenarios))
      expect(Object.keys(row?.phases ?? {}).sort()).toEqual(["landesloesung-aktiv", "uebergangsphase"]);
    expect(Object.keys(scenarios)).toHaveLength(4);
  });

  it("offers an own product for every Baustein that a scenario requires or usually has", () => {
    const covered = new Set(
      Object.values(products)
        .filter((p) => p.kind === "product")
        .flatMap((p) => p.covers),
    );
    const wanted = Object.values(scenarios).flatMap((s) =>
      Object.values(s?.phases ?? {}).flatMap((p) => [...p.required, ...p.usual]),
    );
    const missing = wanted.filter((id) => bausteine[id]?.area !== "nicht-technisch" && !covered.has(id));
    expect(missing).toEqual([]);
  });
});

describe("scenarios follow domain.md section 1", () => {
  it("name only known Bausteine, each in one list", () => {
    for (const row of Object.values(scenarios))
      for (const { required, usual, optional } of Object.values(row?.phases ?? {})) {
        const all = [...required, ...usual, ...optional];
        expect(unknownIn(bausteine, all)).toEqual([]);
        expect(new Set(all).size).toBe(all.length);
      }
  });

  it("require MDM from the second scenario up", () => {
    const requiring = Object.entries(scenarios).filter(([, row]) =>
      Object.values(row?.phases ?? {}).every((phase) => phase.required.includes("mobile-device-management")),
    );
    expect(requiring.map(([id]) => id)).toEqual(["musterloesung-plus", "schultraeger-basis", "schultraeger-erweitert"]);
  });

  it("allow double services in the fourth scenario only", () => {
    const allowing = Object.entries(scenarios).filter(([, row]) => row?.doubleServices);
    expect(allowing.map(([id]) => id)).toEqual(["schultraeger-erweitert"]);
  });

  it("take no new services of one's own in the third scenario once the state's are active", () => {
    const offer = scenarios["schultraeger-basis"]?.phases["landesloesung-aktiv"];
    const services = offer?.optional.filter((id) => ["paedagogik", "betrieb"].includes(bausteine[id]?.area ?? ""));
    expect(services).toEqual([]);
  });
});

describe("products", () => {
  it.each(Object.entries(products))("%s names only known Bausteine, machines and placements", (_, product) => {
    expect(unknownIn(bausteine, product.covers)).toEqual([]);
    expect(unknownIn(machines, Object.keys(product.machines))).toEqual([]);
    expect(product.covers.filter((id) => bausteine[id]?.area === "nicht-technisch")).toEqual([]);
    if (product.placement === "auto") expect(product.placements).toContain("local");
    else expect(product.placements).toContain(product.placement);
  });

  it("that have forms use each of their machines in one of them, and ask for the form", () => {
    const formed = Object.values(products).filter((product) => product.forms);
    expect(formed).not.toHaveLength(0);
    for (const { forms, machines: kinds, needs } of formed) {
      expect(new Set(Object.values(forms ?? {}).flat())).toEqual(new Set(Object.keys(kinds)));
      expect(needs).toContain("form");
    }
  });

  it("of the state run at the state and need no machine", () => {
    for (const id of SYSTEMS.Landesdienste)
      expect(products[id]).toMatchObject({ kind: "landesdienst", placement: "hosted", machines: {} });
  });

  it("of a Hansestadt can be combined without a double service", () => {
    const ids = [
      "ucs-school",
      "ucs-school-server",
      "open-xchange",
      "bigbluebutton",
      "filewave",
      "omada",
      "radius",
      "zammad",
      "knowledge-base",
      "portal",
      "monitoring",
      "jump-host",
      "proxmox-backup-server",
      "hotline",
      "schulnetz",
      "dns-ntp",
      "reverse-proxy",
    ];
    const covers = ids.flatMap((id) => products[id]?.covers ?? [`no product ${id}`]);
    expect(covers.filter((id, index) => covers.indexOf(id) !== index)).toEqual([]);
    const usual = scenarios["schultraeger-erweitert"]?.phases.uebergangsphase?.usual ?? [];
    expect(usual.filter((id) => bausteine[id]?.area !== "nicht-technisch" && !covers.includes(id))).toEqual([]);
  });
});

describe("machines", () => {
  it("each belong to a product", () => {
    const used = new Set(Object.values(products).flatMap((product) => Object.keys(product.machines)));
    expect(Object.keys(machines).filter((kind) => !used.has(kind))).toEqual([]);
  });

  it("have abbreviations of their own", () => {
    const abbreviations = Object.values(machines).map((machine) => machine.abbreviation);
    expect(new Set(abbreviations).size).toBe(abbreviations.length);
  });

  it("with several sizes list them smallest first, each with the load that it carries", () => {
    for (const { sizes } of Object.values(machines).filter((machine) => machine.sizes.length > 1)) {
      expect(sizes.filter((size) => size.upTo === undefined)).toEqual([]);
      const cores = sizes.map((size) => size.cores);
      expect(cores).toEqual([...cores].sort((a, b) => a - b));
    }
  });

  it("carry the published sizes of UCS@school, BigBlueButton and Proxmox Backup Server", () => {
    const figures = (kind: string) => machines[kind]?.sizes.map((s) => [s.cores, s.memoryGiB, s.systemGiB, s.dataGiB]);
    expect(figures("ucs-primary")).toEqual([[4, 8, 100, 0]]);
    expect(figures("ucs-school-server")).toEqual([
      [2, 4, 100, 100],
      [4, 16, 100, 400],
      [8, 32, 100, 1000],
    ]);
    expect(figures("bigbluebutton")).toEqual([[8, 16, 500, 0]]);
    expect(figures("proxmox-backup-server")).toEqual([[4, 4, 32, 0]]);
  });

  it("have no size where no document names cores, memory and disk", () => {
    const unpublished = [
      "open-xchange-node",
      "kubernetes-node",
      "open-xchange-data",
      "filewave",
      "omada",
      "portal",
      "jump-host",
      "dns-ntp",
      "zammad",
      "iserv-zentralinstanz",
      "iserv-backup",
    ];
    expect(unpublished.filter((kind) => machines[kind]?.sizes.length !== 0)).toEqual([]);
  });

  it("of UCS school servers keep host names to 12 characters", () => {
    expect(machines["ucs-school-server"]?.hostnameMax).toBe(12);
  });

  it("that hold data are protected even where they hold no personal data", () => {
    const central = [
      "iserv",
      "iserv-backup",
      "ucs-primary",
      "ucs-backup",
      "ucs-school-server",
      "open-xchange-data",
      "proxmox-backup-server",
    ];
    expect(central.filter((kind) => !machines[kind]?.holdsData)).toEqual([]);
  });
});

describe("flows", () => {
  const zones = new Set([
    ...Object.values(segments.roles).map((role) => role.zone),
    "internet",
    "landesnetz",
    "data-centre",
  ]);

  it.each(Object.entries(flows))("%s names only known zones and machines", (_, { from, to }) => {
    const kinds = from.filter((name) => name.startsWith("machine:")).map((name) => name.slice("machine:".length));
    expect(unknownIn(machines, kinds)).toEqual([]);
    expect(from.filter((name) => !name.startsWith("machine:") && !zones.has(name))).toEqual([]);
    expect(to.filter((kind) => kind !== "all" && !(kind in machines))).toEqual([]);
  });

  it.each(Object.entries(flows))("%s fits into one rule of Proxmox VE per protocol", (_, { ports }) => {
    expect(numbers(ports, "tcp")).toBeLessThanOrEqual(15);
    expect(numbers(ports, "udp")).toBeLessThanOrEqual(15);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it("never come from or go to the Verwaltungsnetz", () => {
    const ends = Object.values(flows).flatMap(({ from, to }) => [...from, ...to]);
    expect(ends.filter((end) => end.includes("verwaltung"))).toEqual([]);
  });

  it("from the Internet end in the DMZ or at a school's own server", () => {
    const reached = new Set(
      Object.values(flows)
        .filter(({ from }) => from.includes("internet"))
        .flatMap(({ to }) => to),
    );
    const inside = [...reached].filter((kind) => machines[kind]?.segment !== "dmz");
    expect(inside).toEqual(OWN_SERVERS_IN_THE_INTERNET);
  });

  it("let guests reach nothing but sign-on pages", () => {
    const guests = Object.entries(flows).filter(([, { from }]) => from.includes("guests"));
    expect(guests.map(([id]) => id).sort()).toEqual(["omada-guests", "unifi-guests"]);
  });

  it("reach every kind of machine beyond administration and monitoring", () => {
    const reached = new Set(Object.values(flows).flatMap(({ to }) => to));
    // The backup server opens its connections itself (services.md section 3, IServ).
    expect(Object.keys(machines).filter((kind) => !reached.has(kind))).toEqual(["iserv-backup"]);
  });
});

describe("an address plan", () => {
  it("takes no more segments than there is room for", () => {
    const { s } = segments.plans;
    const of = (own: Record<string, number>) =>
      segmentsTable.safeParse({ ...segments, plans: { ...segments.plans, s: { ...s, segments: own } } });
    expect(of(s.segments).success).toBe(true);
    expect(of({ ...s.segments, werkstatt: 28 }).error?.issues).toMatchObject([
      { path: ["plans", "s", "segments"], message: expect.stringContaining("fit into the plan's /22 together") },
    ]);
  });
});

describe("the flow tables of the network", () => {
  it("connect the Verwaltungsnetz with its own hub only", () => {
    const rows = Object.values(zoneFlows).filter(({ from, to }) =>
      [...from, ...to].some((end) => end.startsWith("verwaltung")),
    );
    expect(rows.map(({ from, to }) => [from, to])).toEqual([[["verwaltung"], ["verwaltung-central"]]]);
  });

  it("let no zone of pupils ask names of the Internet", () => {
    const toInternet = Object.values(zoneFlows).filter(({ to }) => to.includes("internet"));
    const filtered = Object.values(segments.roles).flatMap(({ zone, filter }) => (filter ? [zone] : []));
    const ports = toInternet.flatMap(({ from, ports }) => (from.some((zone) => filtered.includes(zone)) ? ports : []));
    expect(ports.filter((port) => /\/(53|853)$/.test(port) || port.startsWith("udp/"))).toEqual([]);
  });

  it("put each row into a traffic class, and keep operation and names on a narrow line", () => {
    const { trafficClasses } = catalogue;
    const rows = [...Object.entries(flows), ...Object.entries(zoneFlows)];
    expect(
      unknownIn(
        trafficClasses,
        rows.map(([, row]) => row.class),
      ),
    ).toEqual([]);
    const carried = Object.keys(trafficClasses).filter((id) => trafficClasses[id]?.narrow);
    expect(carried.join(" ")).toBe("management directory authentication names-and-time portal verwaltung telephony");
    const toDevice = rows.filter(([, { to }]) => to.includes("device"));
    expect(toDevice.filter(([, row]) => !carried.includes(row.class)).map(([id]) => id)).toEqual([]);
  });

  it("let nobody but the school's own devices find anything", () => {
    const ends = Object.values(catalogue.discovery).flatMap(({ from, to }) => [...from, ...to]);
    expect(ends.filter((role) => segments.roles[role]?.trust !== "education")).toEqual([]);
  });

  it("name port profiles, segments and adapters that exist", () => {
    const { ports, ssids, devices, adapters } = catalogue;
    const used = [
      ...[...Object.values(ports), ...Object.values(ssids)].flatMap(({ segment }) => segment ?? []),
      ...Object.values(ports).flatMap(({ voice }) => voice ?? []),
    ];
    expect(unknownIn(segments.roles, used)).toEqual([]);
    expect(
      unknownIn(
        adapters,
        Object.values(devices).map(({ adapter }) => adapter),
      ),
    ).toEqual([]);
  });
});

describe("rules that hold a Schulträger's own rows to the catalogue", () => {
  const RULES = [catalogueReference, unknownFlowEnd, verwaltungFlow, guestsInside, signOnSegment, wakeOnLan];

  /** What the rules say of tables, as if they were a Schulträger's own. */
  function findings(extensions: Extensions): string[] {
    const declaration = { sites: new Map(), extensions } as unknown as DemandContext["declaration"];
    const context: DemandContext = { declaration, catalogue: { ...catalogue, ...extensions }, demands: [] };
    return RULES.flatMap((rule) => [...rule.check(context as PlatformContext)].map(({ message }) => message));
  }

  it("find nothing in the project's own tables", () => {
    expect(findings(catalogue)).toEqual([]);
  });

  it("lead nobody who did not sign on inside, nor into a segment that a site may lack", () => {
    const { unauthenticated, critical } = signOnSegments(catalogue);
    expect(unauthenticated).toEqual(["byod", "guests"]);
    expect(critical).toEqual(["pupils", "byod", "managed-devices", "printers", "guests"]);
    for (const { segments: plan } of Object.values(segments.plans))
      expect(Object.keys(plan)).toEqual(expect.arrayContaining([...unauthenticated, ...critical]));
  });

  it.each(["staff", "servers", "management", "verwaltung"])("let nobody into %s by a MAC address", (segment) => {
    const managed = catalogue.ports["managed-authenticated"] as Catalogue["ports"][string];
    for (const methods of [["mab"], ["dot1x", "mab"]] as const)
      expect(findings({ ports: { own: { ...managed, segment, authentication: { methods: [...methods] } } } })).toEqual([
        `whoever copies the MAC address of a known device would be let into ${segment}`,
      ]);
    expect(findings({ ports: { own: { ...managed, segment, authentication: { methods: ["dot1x"] } } } })).toEqual([]);
  });

  const printing = zoneFlows.printing as Catalogue["zoneFlows"][string];
  const row = (change: Partial<typeof printing>) => findings({ zoneFlows: { printing: { ...printing, ...change } } });

  it.each([
    ["an unknown zone", { from: ["stuff"] }, '"stuff" is neither a zone nor a kind of machine'],
    ["an unknown machine", { to: ["machine:isev"] }, '"machine:isev" is neither a zone nor a kind of machine'],
    ["an unknown class", { class: "othr" }, 'traffic class "othr" is not in the catalogue'],
    ["a way to the Verwaltungsnetz", { to: ["verwaltung"] }, "no flow may be opened from or to verwaltung"],
    ["a way inside for guests", { from: ["guests"] }, "guests would reach printers, which stands inside"],
  ])("find %s", (_, change, message) => {
    expect(row(change)).toEqual([message]);
  });

  const wake = { ...printing, from: ["servers"], to: ["pupils"], ports: ["udp/9"], broadcast: true };

  it.each([
    ["nothing", {}, []],
    ["who is no server", { from: ["staff"] }, ["staff would wake computers: only servers do"]],
    [
      "a machine that others reach",
      { from: ["machine:bigbluebutton"] },
      ["machine:bigbluebutton would wake computers: only servers do"],
    ],
    ["private devices", { to: ["byod"] }, ["computers would be woken in byod: no zone of the school's own devices"]],
    ["a port of a service", { ports: ["udp/9", "udp/67"] }, ["udp/67 to all hosts of a segment"]],
    ["nothing without a broadcast", { broadcast: false, ports: ["udp/67"] }, []],
  ])("find %s in a row that wakes", (_, change, messages) => {
    expect(findings({ zoneFlows: { wake: { ...wake, ...change } } })).toEqual(messages);
  });
});

describe("sources", () => {
  it("name one of the documents that were read", () => {
    const unread = sources(catalogue, "").filter(
      ([, source]) => !DOCUMENTS.some((document) => source.includes(document)),
    );
    expect(unread).toEqual([]);
  });

  it("of sizes name a section too", () => {
    const places = Object.values(machines).flatMap((machine) => machine.sizes.map((size) => size.source));
    expect(places.filter((source) => !/section|Portalserver/.test(source))).toEqual([]);
  });
});
