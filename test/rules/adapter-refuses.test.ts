import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FEATURES, type Feature, ROUTER_FEATURES, SWITCH_FEATURES } from "../../model/catalogue/network-schema.js";
import type { Catalogue } from "../../model/catalogue/schema.js";
import { checkLoaded } from "../../model/check.js";
import { loadDeclaration } from "../../model/load.js";
import { type Change, catalogue, changedBase, memoryFiles, TODAY } from "../support/declaration.js";
import { coupled } from "./cases.js";

const TRAEGER = "traeger.yaml";
const SUEDWEG = "sites/suedweg.yaml";
const NORDSTRASSE = "sites/nordstrasse.yaml";
const CISCO = "router: { model: catalyst-8200l }\n";
const LINE =
  "  - { kind: landesnetz, nameservers: [198.18.9.53], technology: fibre, downMbit: 100, upMbit: 100, role: primary }\n";
const FIRST =
  "{ kind: landesnetz, technology: fibre, downMbit: 100, upMbit: 100, role: primary, handover: static, ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 }";
const SECOND = "{ kind: telekom, technology: dsl, downMbit: 50, upMbit: 20, role: fallback";
const PPPOE = "handover: pppoe, pppoe: { user: secret://env/A_USER, password: secret://env/A_PASSWORD }";
const WIDE = 'ipv6: { address: "2001:db8::2/64", gateway: "2001:db8::1" }';
const IKEV2: [string, string, string] = [TRAEGER, "dataCentre: rathaus\n", "dataCentre: rathaus\n  protocol: ikev2\n"];
const HUB1: [string, string, string] = [TRAEGER, "- id: hub1\n", "- id: hub1\n      model: eigenes\n"];
const FLUR = "{ ports: 24, model: catalyst-1000-24p }";
const STATIC = "{ address: 198.18.1.10/30, gateway: 198.18.1.9 }";

/** Südweg with these lines, and more of its file. */
function lines(all: readonly string[], more = CISCO): Change {
  return { replace: { [SUEDWEG]: { [LINE]: `${all.map((line) => `  - ${line} }\n`).join("")}${more}` } } };
}

/** Südweg as it is with a Cisco router, and more of its file. */
const cisco = (more = "") => lines([FIRST, SECOND], `${CISCO}${more}`);

/** Nordstraße, where IServ stands, likewise. */
function nord(more = CISCO): Change {
  return { replace: { [NORDSTRASSE]: { "switches:\n  keller": `${more}switches:\n  keller` } } };
}

/** A row of the Träger's own for devices, `eigenes`, and whatever takes it. */
function own(row: string, change: Change): Change {
  const text = `eigenes: { name: Eigenes, ${row}, source: Angebot des Herstellers }\n`;
  return { ...change, files: { ...change.files, "catalogue/devices.yaml": text } };
}

/** Switch `flur` of Südweg. */
const flur = (text: string): Change => ({ replace: { [SUEDWEG]: { [FLUR]: text } } });
const software = (more: string) =>
  own(
    'kinds: [switch], adapter: openvswitch, ports: { access: "port-{1-24}", uplink: "port-{25-28}" }',
    flur(`{ ports: 24, model: eigenes${more} }`),
  );
/** A port profile of the Träger's own at `flur`, which has no model. */
const ownProfile = (row: string): Change => ({
  ...flur('{ ports: 24, profiles: { werkraum: "20" } }'),
  files: {
    "catalogue/ports.yaml": `werkraum: { name: { de: Werkraum, en: Workshop }, mode: access, segment: pupils, ${row}, source: Absprache mit der Schule }\n`,
  },
});

/** Where the rule fires, and a near miss where it is quiet. */
const FIRES: Partial<Record<Feature, { readonly fires: Change; readonly quiet: Change }>> = {
  firmware: {
    fires: own('kinds: [switch], adapter: cisco-ios, firmware: "16"', flur("{ ports: 24, model: eigenes }")),
    quiet: own('kinds: [switch], adapter: cisco-ios, firmware: "17.12"', flur("{ ports: 24, model: eigenes }")),
  },
  ports: {
    fires: lines([FIRST, ...["telekom", "provider", "kommunal"].map((kind) => SECOND.replace("telekom", kind))]),
    quiet: lines([FIRST, ...["telekom", "provider"].map((kind) => SECOND.replace("telekom", kind))]),
  },
  wireguard: { fires: coupled([SUEDWEG, "switches:\n", `${CISCO}switches:\n`]), quiet: cisco() },
  ikev2: {
    fires: coupled(IKEV2, [SUEDWEG, "switches:\n", `${CISCO}switches:\n`]),
    quiet: coupled([SUEDWEG, "switches:\n", `${CISCO}switches:\n`]),
  },
  // strongSwan keeps to a line by its address, which a PPPoE line does not have before.
  "ikev2-dynamic-line": {
    fires: coupled(IKEV2),
    quiet: coupled(IKEV2, [
      NORDSTRASSE,
      "handover: pppoe, pppoe: { user: secret://env/PPPOE_USER, password: secret://env/PPPOE_PASSWORD }",
      `ipv4: ${STATIC}`,
    ]),
  },
  hub: {
    fires: own(
      'kinds: [hub], adapter: cisco-ios, firmware: "17", ports: { access: "G{0-0}", uplink: "G{1-3}" }',
      coupled(HUB1),
    ),
    quiet: own('kinds: [hub], adapter: linux, ports: { access: "port{0-0}", uplink: "port{1-4}" }', coupled(HUB1)),
  },
  pppoe: { fires: lines([FIRST, `${SECOND}, ${PPPOE}`]), quiet: lines([FIRST, `${SECOND}, handover: dhcp`]) },
  inbound: { fires: nord(), quiet: cisco() },
  "dhcp-fallback": {
    fires: cisco("segments: { printers: { dhcp: central, withoutUplink: router } }\n"),
    quiet: cisco("segments: { printers: { dhcp: central, withoutUplink: closed } }\n"),
  },
  "line-choice": {
    fires: lines([FIRST.replace("primary", "fallback"), SECOND.replace("fallback", "primary")]),
    quiet: cisco(),
  },
  "line-classes": { fires: lines([FIRST, SECOND.replace("upMbit: 20", "upMbit: 19")]), quiet: cisco() },
  nat66: { fires: lines([`${FIRST}, ${WIDE}`, SECOND]), quiet: cisco() },
  "local-directory": {
    fires: withDirectory(nord()),
    quiet: nord(),
  },
  discovery: { fires: cisco("discovery: { airplay: {} }\n"), quiet: cisco() },
  // Its school has no computers that a server would manage.
  "wake-on-lan": { fires: nord(), quiet: cisco() },
  translation: {
    fires: cisco(
      "segments: { staff: { ipv4: 10.17.20.0/25, assignedBy: IServ, translated: { until: 2027-07-31, reason: Ferien } } }\n",
    ),
    quiet: cisco("segments: { staff: { ipv4: 10.17.20.0/25, assignedBy: IServ } }\n"),
  },
  poe: { fires: software(", poeWatt: 370"), quiet: flur("{ ports: 24, poeWatt: 370 }") },
  "storm-control": { fires: ownProfile("stormPercent: 5"), quiet: flur('{ ports: 24, profiles: { pupils: "20" } }') },
  "port-security": {
    fires: ownProfile("maximumAddresses: 3"),
    quiet: flur('{ ports: 24, profiles: { pupils: "20" } }'),
  },
  "lldp-med": {
    fires: flur('{ ports: 24, poeWatt: 370, profiles: { staff-telephone: "20" } }'),
    quiet: flur('{ ports: 24, poeWatt: 370, profiles: { voice: "20" } }'),
  },
  "port-authentication": {
    fires: flur('{ ports: 24, profiles: { staff-authenticated: "20" } }'),
    quiet: flur('{ ports: 24, model: catalyst-1000-24p, profiles: { staff-authenticated: "20" } }'),
  },
};

/** What is asked of every device, or what all adapters can do: there is nothing to refuse, but it is asked for. */
const ASKED: Partial<Record<Feature, Change>> = {
  verwaltung: {},
  ipv6: {},
  "dhcp-relay": FIRES["dhcp-fallback"]?.quiet ?? {},
  "dhcp-snooping": {},
  "ra-guard": {},
};

/** What defaults bring along only, so that no device is refused for it (rule `not-delivered`). */
const WARNED: readonly Feature[] = ["arp-inspection"];

function withDirectory({ replace, ...rest }: Change): Change {
  const file = "schools/gymnasium-nord.yaml";
  const end = "clientManagement: true\n";
  return { ...rest, replace: { ...replace, [file]: { [end]: `${end}products: { ucs-school-server: {} }\n` } } };
}

/** Features that the rule names. @param table  the project's, unless another one is to be tried */
function refused(change: Change, table: Catalogue = catalogue): Feature[] {
  const { diagnostics } = checkLoaded(
    loadDeclaration("memory", memoryFiles(changedBase(change))),
    table,
    undefined,
    TODAY,
  );
  const found = diagnostics.filter(({ code }) => code === "adapter-refuses");
  for (const { position, path, hint } of found) {
    expect(`${position.file} ${path}`).toMatch(/^(traeger|sites.*)\.yaml .*model$/);
    expect(hint).toMatch(/^devices that can: /);
  }
  return found.flatMap(({ message }) => FEATURES.filter((feature) => message.includes(` needs ${feature}, which `)));
}

/** The project's adapters, if they could do nothing at all. */
const helpless: Catalogue = {
  ...catalogue,
  adapters: Object.fromEntries(Object.entries(catalogue.adapters).map(([id, row]) => [id, { ...row, features: {} }])),
};

describe("what a device does not do is refused by name", () => {
  it.each(Object.entries(FIRES))("%s", (feature, { fires, quiet }) => {
    expect(refused(fires)).toContain(feature);
    expect(refused(quiet)).not.toContain(feature);
  });

  it.each(Object.entries(ASKED))("%s, if an adapter could not do it", (feature, change) => {
    expect(refused(change, helpless)).toContain(feature);
    expect(refused(change)).toEqual([]);
  });

  it("that is the whole table", () => {
    expect([...Object.keys(FIRES), ...Object.keys(ASKED), ...WARNED].sort()).toEqual([...FEATURES].sort());
  });

  it("names for lines without a port the models that have enough of them", () => {
    const texts = memoryFiles(changedBase(FIRES.ports?.fires ?? {}));
    const { diagnostics } = checkLoaded(loadDeclaration("memory", texts), catalogue, undefined, TODAY);
    expect(diagnostics.find(({ message }) => message.includes("needs ports"))?.hint).toBe(
      "devices that can: debian-12",
    );
  });
});

describe("the table", () => {
  const adapters = Object.entries(catalogue.adapters);

  it.each(adapters)("answers for %s whatever its kinds of devices may be asked", (_, { tiers, features }) => {
    const asked = [...("router" in tiers ? ROUTER_FEATURES : []), ...("switch" in tiers ? SWITCH_FEATURES : [])];
    expect(Object.keys(features).sort()).toEqual([...new Set(asked)].sort());
  });

  it.each(adapters)("says no wherever the adapter %s refuses by a key", (id, { features }) => {
    const folder = new URL(`../../render/adapters/${id}/`, import.meta.url);
    const texts = readdirSync(folder, { encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const keys = texts.flatMap((file) => refusals(readFileSync(new URL(file, folder), "utf8")));
    // Asked for by a device that cannot be reached without them, or where nobody answers: rules of their own come first.
    const elsewhere = ["text", "trunk", "internet-verwaltung", ...(id === "cisco-ios" ? ["port-authentication"] : [])];
    const wrong = keys.filter((key) => !elsewhere.includes(key) && features[key as Feature] === true);
    expect(keys.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it("has all that defaults bring along for switches that a role delivers: nobody sets these up by hand", () => {
    const delivered = adapters.filter(([, { delivers }]) => delivers.includes("switch"));
    expect(delivered.length).toBeGreaterThan(0);
    for (const [, { features }] of delivered)
      expect(features).toMatchObject({
        "arp-inspection": true,
        "storm-control": true,
        "port-security": true,
        poe: true,
      });
  });

  it("knows the trains whose words the Cisco adapter has", () => {
    const text = readFileSync(new URL("../../render/adapters/cisco-ios/dialect.ts", import.meta.url), "utf8");
    const known = /DIALECTS: [^=]*= \{([^}]*)\}/.exec(text)?.[1] ?? "";
    expect([...known.matchAll(/"([\d.]+)":/g)].map(([, train]) => train)).toEqual(
      catalogue.adapters["cisco-ios"]?.trains,
    );
  });
});

/** Keys in the text of an adapter: `no("pppoe", …)`, `new Refusal(name, "trunk", …)`. */
function refusals(text: string): string[] {
  return [...text.matchAll(/(?:\bno\(|new Refusal\(\s*[\w.]+,)\s*"([a-z0-9-]+)"/g)].map(([, key = ""]) => key);
}
