import { type Change, TODAY } from "../support/declaration.js";

/** A rule's firing case, where it fires (file and key path), and a near miss on which it is quiet. */
export interface RuleCase {
  readonly fires: Change;
  readonly at: string;
  readonly quiet: Change;
}

const TRAEGER = "traeger.yaml";
const NORD = "schools/gymnasium-nord.yaml";
const SUED = "schools/grundschule-sued.yaml";
const NORDSTRASSE = "sites/nordstrasse.yaml";
const SUEDWEG = "sites/suedweg.yaml";
/** Switches of the two sites. */
const FLUR = "{ ports: 24, model: catalyst-1000-24p }";
const SIGN_ON = '{ ports: 24, model: catalyst-1000-24p, profiles: { staff-authenticated: "1-2" } }';
/** A second switch with pupils at these ports. */
const upstairs = (ports: string) =>
  `${FLUR}\n  oben: { ports: 24, model: catalyst-1000-24p, profiles: { pupils: "${ports}" } }`;
const KELLER = "{ ports: 48, role: main, model: catalyst-1000-48p }";
const RATHAUS = "allocations/data-centres/rathaus.yaml";

const ALLOCATED_NORD = "allocations/schools/gymnasium-nord.yaml";
const ALLOCATED_SUEDWEG = "allocations/sites/suedweg.yaml";
const ALLOCATED_SUED = "allocations/schools/grundschule-sued.yaml";

/** The node of the base's Nordstraße, and the machine that stands on it: given, and given up. */
const NODE = `node:
  endpoint: https://pve-nord.musterstadt.example:8006
  token: secret://env/PVE_NORD_TOKEN
  nodes:
    pve-nord: { cores: 16, memoryGiB: 48 }
  datastores:
    vm: { id: local-zfs, sizeGiB: 4000 }
    images: { id: local, sizeGiB: 100 }
    backup: { id: pbs, sizeGiB: 20000, shared: true, dailyChangePercent: 1 }
  network: { bridge: vmbr0 }
`;
const GIVEN = `machines:
  iserv-1:
    vmId: 1002
    host: 4
    cluster: site-nordstrasse
    node: pve-nord
    name: isv-002-01
retired: {}
`;
const GIVEN_UP = `machines: {}
retired:
  iserv-1: { vmId: 1002, cluster: site-nordstrasse }
`;

const VM_IDS = "vmIds: { from: 1000, to: 1999 }";
const NO_PRODUCT_END = "clientManagement: false\n";

/** One text of a file replaced. */
function edit(file: string, from: string, to: string): Change {
  return { replace: { [file]: { [from]: to } } };
}

/** Several texts replaced. */
function edits(...all: [file: string, from: string, to: string][]): Change {
  const replace: Record<string, Record<string, string>> = {};
  for (const [file, from, to] of all) replace[file] = { ...replace[file], [from]: to };
  return { replace };
}

/** Another product of the Träger. */
function product(text: string): Change {
  return { ...edit(TRAEGER, "jamf: {}", `jamf: {}\n  ${text}`), allocate: true };
}

/** Settings of a product at the primary school. */
function atSued(text: string): Change {
  return { ...edit(SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}${text}\n`), allocate: true };
}

const allocated = (change: Change): Change => ({ ...change, allocate: true });

const THIRD_SITE = `schemaVersion: 1
name: Westplatz 3
uplinks:
  - { kind: provider, technology: fibre, downMbit: 100, upMbit: 100, role: primary }
`;
const THIRD_SCHOOL = `schemaVersion: 1
name: Grundschule West
kind: grundschule
sites: [westplatz]
pupils: 100
teachers: 8
devices: { tablets: 10 }
clientManagement: false
`;
const west = (school = THIRD_SCHOOL): Change => ({
  files: { "sites/westplatz.yaml": THIRD_SITE, "schools/grundschule-west.yaml": school },
  allocate: true,
});
const sized = (name: string, systemGiB = 40) =>
  `${name}: { sizing: { ${name}: { cores: 2, memoryGiB: 4, systemGiB: ${systemGiB}, reason: Messung } } }`;
const existing = (values: string) => atSued(`products: { iserv: { existing: { iserv-1: { ${values} } } } }`);
/** Existing values that were there before the machine got its numbers. */
const existingFirst = (values: string): Change => ({
  ...existing(values),
  remove: ["allocations/schools/grundschule-sued.yaml"],
});
/** Pinned values of the primary school's site. */
export const pinned = (values: string, verwaltung = ""): Change =>
  edit(SUEDWEG, "accessPoints: { count: 8 }\n", `accessPoints: { count: 8 }\n${verwaltung}segments: { ${values} }\n`);

/** A prefix at the primary school's site that others see under another one, with whatever stands beside. */
export const translatedAt = (role: string, ipv4: string, more = "", until = "2027-07-31"): Change =>
  allocated(
    pinned(
      `${role}: { ipv4: ${ipv4}, assignedBy: IServ${more}, translated: { until: ${until}, reason: Sommerferien } }`,
    ),
  );

const WINDOWS = "maintenanceWindows:";
const IN_HOLIDAYS = '  - { in: school-holidays, from: "08:00", to: "18:00" }';
const FROM_LANDESNETZ = `landesidentitaeten:
  from: [landesnetz]
  to: [iserv]
  ports: [tcp/10636]
  purpose: { de: Das Land liest Konten, en: The state reads accounts }
  source: Vertrag mit dem Land
`;
/** The primary school's IServ with other memory, on other nodes. */
const memory = (memoryGiB: number, from: string, to: string): Change =>
  edits(
    [TRAEGER, from, to],
    [
      SUED,
      NO_PRODUCT_END,
      `${NO_PRODUCT_END}products: { iserv: { sizing: { iserv: { cores: 4, memoryGiB: ${memoryGiB}, systemGiB: 2000, reason: Messung } } } }\n`,
    ],
  );

/** A profile that only a site with Verwaltung can have. */
const SECRETARIAT = `sekretariat:
  name: { de: Sekretariat, en: Secretariat }
  mode: trunk
  segment: management
  vlans: [verwaltung]
  source: Absprache mit der Verwaltung
`;
/** A row of the Träger's own that reaches all hosts of a segment. */
const waking = (from: string, to: string) => `wecken:
  from: [${from}]
  to: [${to}]
  ports: [udp/9]
  broadcast: true
  purpose: { de: Rechner einschalten, en: Switch computers on }
  class: management
  source: Absprache mit dem Medienzentrum
`;
/** The staff's computers are woken at a site with ports that ask. */
const wokenAt = (profile: string): Change => ({
  ...coupled(
    [NORDSTRASSE, KELLER, KELLER.replace("ports: 48", `ports: 48, profiles: { ${profile}: "40" }`)],
    atSite(NORDSTRASSE, "radiusSecret: secret://env/RADIUS_NORDSTRASSE"),
  ),
  files: { "catalogue/zone-flows.yaml": waking("servers", "staff") },
});
/** Südweg's switch asks so many servers. */
const asking = (instances: number): Change => ({
  ...coupled(
    [SUEDWEG, FLUR, SIGN_ON],
    [TRAEGER, "without: [mobile-device-management]", "without: [mobile-device-management, wlan-zugangsverwaltung]"],
    [TRAEGER, "jamf: {}", `jamf: {}\n  radius: { instances: ${instances} }`],
    atSite(SUEDWEG, "radiusSecret: secret://env/RADIUS_SUEDWEG"),
  ),
  allocate: true,
});
/** A profile of the Träger's own that asks who is plugged in. */
const lessons = (segments: string) => `unterricht:
  name: { de: Unterricht, en: Lessons }
  mode: access
  segment: pupils
  authentication: { methods: [dot1x, mab], ${segments} }
  source: Absprache mit dem Kollegium
`;
/** The numbers of the Südweg with a prefix that the city's IT assigned. */
const ASSIGNED = `number: 2
plan: s
ipv4: 10.80.32.0/22
ipv6: fd12:3456:7800:1100::/56
switches: { flur: 2 }
assigned: { verwaltung: { by: Zentrale IT, ipv4: 172.20.14.0/26 } }
`;

/** Coupling of the base declaration; its two kinds of lines land at one address of each hub. */
const COUPLING = `coupling:
  dataCentre: rathaus
  hubs:
    - id: hub1
      lines:
        - { kind: landesnetz, serves: [landesnetz, telekom], downMbit: 1000, upMbit: 1000, ipv4: { address: 198.18.0.2/29, gateway: 198.18.0.1 } }
    - id: hub2
      lines:
        - { kind: landesnetz, serves: [landesnetz, telekom], downMbit: 1000, upMbit: 1000, ipv4: { address: 198.18.0.3/29, gateway: 198.18.0.1 } }
`;

/** The base with its sites coupled, and then changed. */
export function coupled(...all: [file: string, from: string, to: string][]): Change {
  const { replace = {} } = edits(
    [TRAEGER, "images:\n", `${COUPLING}images:\n`],
    [
      NORDSTRASSE,
      "downMbit: 400, upMbit: 400, role: primary }",
      "downMbit: 400, upMbit: 400, role: primary, ipv4: { address: 198.18.1.2/30, gateway: 198.18.1.1 } }",
    ],
    [
      NORDSTRASSE,
      "role: fallback }",
      "role: fallback, handover: pppoe, pppoe: { user: secret://env/PPPOE_USER, password: secret://env/PPPOE_PASSWORD } }",
    ],
    [SUEDWEG, "role: primary }", "role: primary, ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 } }"],
  );
  const merged: Record<string, Record<string, string>> = { ...replace };
  for (const [file, from, to] of all) {
    const known = merged[file] ?? {};
    const holder = Object.entries(known).find(([, text]) => text.includes(from));
    merged[file] = holder ? { ...known, [holder[0]]: holder[1].replace(from, to) } : { ...known, [from]: to };
  }
  return { replace: merged };
}

/** The line of the primary school's site, as handed over. */
const LINE_SUED = "{ address: 198.18.1.6/30, gateway: 198.18.1.5 }";

/** A line behind an operator's box that gives the same addresses everywhere. */
const BEHIND_NAT =
  "  - { kind: telekom, technology: lte, downMbit: 50, upMbit: 50, role: fallback, ipv4: { address: 192.168.2.2/24, gateway: 192.168.2.1 } }";

/** The base coupled, with an exit of the Verwaltungsnetz, and then changed. */
export function withExit([from, to]: [from: string, to: string]): Change {
  const exit = `  verwaltung: { vlan: 900, ipv4: 10.250.0.0/28, ipv6: "fd0e:250::/64", gateway4: 10.250.0.14, gateway6: "fd0e:250::e", prefixes: [172.16.0.0/12] }
`;
  return coupled([TRAEGER, "  hubs:\n", `${exit.replace(from, to)}  hubs:\n`]);
}

/** The base coupled, with public keys of devices: a letter for each key. */
const keyed = (letters: Readonly<Record<string, string>>): Change => ({
  ...coupled(),
  files: Object.fromEntries(
    Object.entries(letters).map(([device, letter]) => [`keys/${device}.yaml`, `education: ${letter.repeat(42)}A=\n`]),
  ),
});

/** A setting at the end of a site. */
const atSite = (file: string, text: string): [string, string, string] =>
  file === SUEDWEG
    ? [file, "accessPoints: { count: 8 }\n", `accessPoints: { count: 8 }\n${text}\n`]
    : [file, "accessPoints: { count: 20 }\n", `accessPoints: { count: 20 }\n${text}\n`];

const exceptionOf = (from: string, to: string, until = "2027-07-31"): string =>
  `exceptions: { messe: { from: [${from}], to: [${to}], ports: [tcp/8443], purpose: { de: Messe, en: Fair }, owner: schul-it, until: ${until} } }`;

/** What devices of the primary school's site find across segments. */
const discovery = (text: string): Change => edits(atSite(SUEDWEG, `discovery: { ${text} }`));

/** What the second line of the grammar school carries. */
const carries = (classes: string): Change =>
  edit(NORDSTRASSE, "role: fallback }", `role: fallback, carries: { classes: ${classes}, reason: Absprache } }`);

/** SSIDs of the primary school's site. */
const ssids = (text: string): Change => edits(atSite(SUEDWEG, `ssids: { ${text} }`));
const COLLEGE = "name: Kollegium, segment: staff, users: staff, security: wpa3-enterprise, reason: Absprache";

export const CASES: Record<string, RuleCase> = {
  "catalogue-reference": {
    fires: { files: { "catalogue/flows.yaml": FROM_LANDESNETZ.replace("[iserv]", "[iserf]") } },
    at: "catalogue/flows.yaml landesidentitaeten.to[0]",
    quiet: { files: { "catalogue/flows.yaml": FROM_LANDESNETZ } },
  },
  "cluster-dropped": {
    fires: edit(NORDSTRASSE, NODE, ""),
    at: NORDSTRASSE,
    quiet: {
      replace: {
        [NORDSTRASSE]: { [NODE]: "" },
        [NORD]: { "clientManagement: true": "clientManagement: false\nproducts: { iserv: { placement: hosted } }" },
        [ALLOCATED_NORD]: { [GIVEN]: GIVEN_UP },
      },
    },
  },
  "formerly-unique": {
    fires: edit(SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}formerly: [gymnasium-nord]\n`),
    at: `${SUED} formerly[0]`,
    quiet: edit(SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}formerly: [waldschule]\n`),
  },
  "machine-dropped": {
    fires: edit(SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}products: { iserv: { placement: hosted } }\n`),
    at: `${ALLOCATED_SUED} machines.iserv-1`,
    quiet: {
      replace: {
        [SUED]: { [NO_PRODUCT_END]: `${NO_PRODUCT_END}products: { iserv: { placement: hosted } }\n` },
        [ALLOCATED_SUED]: { "name: isv-001-01": "name: isv-001-01\n    retiring: true" },
      },
      allocate: true,
    },
  },
  "missing-file": {
    fires: { remove: [SUED] },
    at: "allocations/schools/grundschule-sued.yaml",
    quiet: {
      remove: [SUED],
      files: {
        "schools/waldschule.yaml": THIRD_SCHOOL.replace("[westplatz]", "[suedweg]\nformerly: [grundschule-sued]"),
      },
      allocate: true,
    },
  },
  "product-scope": {
    fires: atSued("products: { jamf: {} }"),
    at: `${SUED} products.jamf`,
    quiet: { ...atSued("products: { iserv: { placement: hosted } }"), remove: [ALLOCATED_SUED] },
  },
  "reserved-id": {
    fires: edit(TRAEGER, "  rathaus:\n", "  site-a:\n"),
    at: `${TRAEGER} dataCentres.site-a`,
    quiet: { ...edit(TRAEGER, "  rathaus:\n", "  sitea:\n"), remove: [RATHAUS, ALLOCATED_SUED], allocate: true },
  },
  "site-retired": {
    fires: edit(SUEDWEG, "name: Südweg 2", "name: Südweg 2\nlifecycle: retired"),
    at: `${SUED} sites[0]`,
    quiet: {
      replace: {
        [SUEDWEG]: { "name: Südweg 2": "name: Südweg 2\nlifecycle: retired" },
        [SUED]: { "kind: grundschule": "kind: grundschule\nlifecycle: retired" },
        [ALLOCATED_SUED]: { "name: isv-001-01": "name: isv-001-01\n    retiring: true" },
      },
    },
  },
  "unknown-baustein": {
    fires: edit(TRAEGER, "without: [mobile-device-management]", "without: [mobile-device-managment]"),
    at: `${TRAEGER} products.iserv.without[0]`,
    quiet: edit(TRAEGER, "without: [mobile-device-management]", "without: [mobile-device-management, wiki]"),
  },
  "unknown-data-centre": {
    fires: product(`monitoring: { dataCentre: rathhaus }`),
    at: `${TRAEGER} products.monitoring.dataCentre`,
    quiet: product(`monitoring: { dataCentre: rathaus }`),
  },
  "unknown-machine": {
    fires: product(sized("zammad").replace("sizing: { zammad", "sizing: { zamad")),
    at: `${TRAEGER} products.zammad.sizing.zamad`,
    quiet: product(sized("zammad")),
  },
  "unknown-product": {
    fires: edit(TRAEGER, "jamf: {}", "jamv: {}"),
    at: `${TRAEGER} products.jamv`,
    quiet: edit(TRAEGER, "jamf: {}", "mnspro-cloud: {}"),
  },
  "unknown-segment": {
    fires: pinned("pupil: { vlan: 41 }"),
    at: `${SUEDWEG} segments.pupil`,
    quiet: pinned("pupils: { vlan: 41 }"),
  },
  "unknown-site": {
    fires: edit(SUED, "sites: [suedweg]", "sites: [sudweg]"),
    at: `${SUED} sites[0]`,
    quiet: allocated(edit(SUED, "sites: [suedweg]", "sites: [nordstrasse]")),
  },

  "backup-missing": {
    fires: edit(NORDSTRASSE, "    backup: { id: pbs, sizeGiB: 20000, shared: true, dailyChangePercent: 1 }\n", ""),
    at: `${NORDSTRASSE} node.datastores`,
    quiet: {
      replace: {
        [NORDSTRASSE]: {
          "    backup: { id: pbs, sizeGiB: 20000, shared: true, dailyChangePercent: 1 }\n": "",
        },
        [NORD]: { "clientManagement: true": "clientManagement: false" },
      },
      remove: [ALLOCATED_NORD],
      allocate: true,
    },
  },
  "backup-window": {
    fires: edit(TRAEGER, "{ days: [mon, tue, wed, thu, fri],", "{ in: school-holidays,"),
    at: `${TRAEGER} maintenanceWindows`,
    quiet: edit(TRAEGER, "{ days: [mon, tue, wed, thu, fri],", "{ in: nights,"),
  },
  "baustein-required": {
    fires: edit(
      NORD,
      "clientManagement: true",
      "clientManagement: true\nbausteine: { remove: { mobile-device-management: zu teuer } }",
    ),
    at: `${NORD} bausteine.remove.mobile-device-management`,
    quiet: edit(TRAEGER, "scenario: musterloesung-plus", "scenario: musterloesung-gs"),
  },
  "baustein-uncovered": {
    fires: edit(TRAEGER, "phase: uebergangsphase", "phase: uebergangsphase\nbausteine: [wiki]"),
    at: `${TRAEGER} products`,
    quiet: edit(TRAEGER, "phase: uebergangsphase", "phase: uebergangsphase\nbausteine: [nutzungsordnung, kalender]"),
  },
  "central-vlans": {
    fires: edit(TRAEGER, "internetMbit: 1000", "internetMbit: 1000\n    dmzVlan: 1500"),
    at: `${TRAEGER} dataCentres.rathaus.dmzVlan`,
    quiet: edit(TRAEGER, "internetMbit: 1000", "internetMbit: 1000\n    dmzVlan: 999"),
  },
  "controller-limit": {
    fires: {
      replace: {
        [TRAEGER]: { "jamf: {}": `jamf: {}\n  ${sized("omada")}` },
        [NORDSTRASSE]: { "accessPoints: { count: 20 }": "accessPoints: { count: 500 }" },
        [SUEDWEG]: { "accessPoints: { count: 8 }": "accessPoints: { count: 500 }" },
      },
      files: {
        "sites/westplatz.yaml": `${THIRD_SITE}accessPoints: { count: 500 }\n`,
        "sites/ostplatz.yaml": `${THIRD_SITE}accessPoints: { count: 1 }\n`,
      },
    },
    at: `${TRAEGER} products.omada`,
    quiet: product(sized("omada")),
  },
  "double-service": {
    fires: edit(TRAEGER, "phase: uebergangsphase", "phase: landesloesung-aktiv\nlandesdienste: [landesmail]"),
    at: `${TRAEGER} products.iserv`,
    quiet: {
      replace: {
        [TRAEGER]: {
          "phase: uebergangsphase": "phase: landesloesung-aktiv\nlandesdienste: [landesmail]",
          "[mobile-device-management]": "[mobile-device-management, e-mail-adresse]",
        },
      },
    },
  },
  "existing-unused": {
    fires: atSued("products: { iserv: { existing: { iserv-2: { vmId: 501 } } } }"),
    at: `${SUED} products.iserv.existing.iserv-2`,
    quiet: existingFirst("vmId: 501"),
  },
  "holidays-unknown": {
    fires: edit(TRAEGER, WINDOWS, `holidays: { years: { from: 2030, to: 2031 } }\n${WINDOWS}\n${IN_HOLIDAYS}`),
    at: `${TRAEGER} maintenanceWindows[0].in`,
    quiet: edit(TRAEGER, WINDOWS, `holidays: { years: { from: 2029, to: 2030 } }\n${WINDOWS}\n${IN_HOLIDAYS}`),
  },
  "image-disk": {
    fires: edits(
      [TRAEGER, "jamf: {}", `jamf: {}\n  ${sized("zammad", 4)}`],
      [TRAEGER, `${"0".repeat(63)}, diskGiB: 3`, `${"0".repeat(63)}, diskGiB: 10`],
    ),
    at: `${TRAEGER} products.zammad.sizing.zammad.systemGiB`,
    quiet: product(sized("zammad", 4)),
  },
  "landesnetz-prefixes": {
    fires: { files: { "catalogue/flows.yaml": FROM_LANDESNETZ } },
    at: TRAEGER,
    quiet: {
      ...edit(
        TRAEGER,
        "state: { backend: local }",
        "state: { backend: local }\nlandesnetz: { ipv4: [198.51.100.0/24], source: Schreiben des Landes }",
      ),
      files: { "catalogue/flows.yaml": FROM_LANDESNETZ },
    },
  },
  "layout-moved": {
    fires: edit(TRAEGER, VM_IDS, `${VM_IDS}\n  dataCentreVlans: { from: 1100, to: 3999 }`),
    at: `${TRAEGER} addressPlan.dataCentreVlans`,
    quiet: edit(TRAEGER, VM_IDS, `${VM_IDS}\n  dataCentreVlans: { from: 1000, to: 2000 }`),
  },
  "line-capacity": {
    fires: edit(SUEDWEG, "downMbit: 100", "downMbit: 15"),
    at: `${SUEDWEG} uplinks[0].downMbit`,
    quiet: edit(SUEDWEG, "downMbit: 100", "downMbit: 18"),
  },
  "needs-secondary": {
    fires: edit(NORD, "kind: gymnasium", "kind: grundschule"),
    at: `${TRAEGER} scenario`,
    quiet: edit(NORD, "kind: gymnasium", "kind: berufsschule"),
  },
  "placement-line": {
    fires: edit(NORD, "clientManagement: true", "clientManagement: true\nproducts: { iserv: { placement: central } }"),
    at: `${NORD} products.iserv.placement`,
    quiet: {
      replace: {
        [NORD]: {
          "clientManagement: true": "clientManagement: true\nproducts: { iserv: { placement: central } }",
        },
        [NORDSTRASSE]: { "downMbit: 400": "downMbit: 10000" },
      },
      remove: [ALLOCATED_NORD],
      allocate: true,
    },
  },
  "product-form": {
    fires: product("open-xchange: { instances: 2 }"),
    at: `${TRAEGER} products.open-xchange`,
    quiet: product("open-xchange: { placement: hosted }"),
  },
  "product-needs": {
    fires: edit(TRAEGER, "proxmox-backup-server: { storeTiB: 2 }", "proxmox-backup-server: {}"),
    at: `${TRAEGER} products.proxmox-backup-server`,
    quiet: edit(TRAEGER, "proxmox-backup-server: { storeTiB: 2 }", "proxmox-backup-server: { storeTiB: 0 }"),
  },
  "product-placement": {
    fires: atSued("products: { iserv: { placement: local } }"),
    at: `${SUED} products.iserv.placement`,
    quiet: atSued("products: { schulnetz: { placement: local } }"),
  },
  "range-order": {
    fires: edit(TRAEGER, "from: 1000, to: 1999", "from: 1999, to: 1000"),
    at: `${TRAEGER} addressPlan.vmIds.to`,
    quiet: edit(TRAEGER, "from: 1000, to: 1999", "from: 1000, to: 1002"),
  },
  "school-count": {
    fires: edit(NORD, "kind: gymnasium", "kind: gymnasium\nlifecycle: retired"),
    at: `${TRAEGER} scenario`,
    quiet: west(),
  },
  "segment-size": {
    fires: pinned("pupils: { ipv6: 2001:db8::/60 }"),
    at: `${SUEDWEG} segments.pupils.ipv6`,
    quiet: pinned("transit: { ipv4: 192.168.4.0/30, ipv6: 2001:db8::/64 }"),
  },
  "service-stays": {
    fires: edit(
      TRAEGER,
      "iserv: { without: [mobile-device-management]",
      "iserv: { stays: { kalender: vertraut }, without: [mobile-device-management]",
    ),
    at: `${TRAEGER} products.iserv.stays.kalender`,
    quiet: edits(
      [TRAEGER, "scenario: musterloesung-plus", "scenario: schultraeger-basis"],
      [TRAEGER, "phase: uebergangsphase", "phase: landesloesung-aktiv\nlandesdienste: [landesmail]"],
      [
        TRAEGER,
        "iserv: { without: [mobile-device-management]",
        "iserv: { stays: { e-mail-adresse: Archivpflicht }, without: [mobile-device-management]",
      ],
    ),
  },
  "site-share": {
    fires: edit(SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}atSites: { nordstrasse: { devices: { tablets: 10 } } }\n`),
    at: `${SUED} atSites.nordstrasse`,
    quiet: edits(
      [SUED, NO_PRODUCT_END, `${NO_PRODUCT_END}atSites: { nordstrasse: { teachers: 4, devices: { tablets: 40 } } }\n`],
      [SUED, "sites: [suedweg]", "sites: [suedweg, nordstrasse]"],
    ),
  },
  "size-unknown": {
    fires: product("zammad: {}"),
    at: `${TRAEGER} products.zammad.sizing`,
    quiet: product("zammad: { placement: hosted }"),
  },
  "switches-fit": {
    fires: edit(
      SUEDWEG,
      `  flur: ${FLUR}\n`,
      Array.from({ length: 15 }, (_, n) => `  s${n}: { ports: 24 }\n`).join(""),
    ),
    at: `${SUEDWEG} switches.s14`,
    quiet: allocated(
      edit(SUEDWEG, `  flur: ${FLUR}\n`, Array.from({ length: 13 }, (_, n) => `  s${n}: { ports: 24 }\n`).join("")),
    ),
  },
  "unique-endpoints": {
    fires: edit(NORDSTRASSE, "https://pve-nord.musterstadt.example:8006", "https://pve.musterstadt.example:8006"),
    at: `${NORDSTRASSE} node.endpoint`,
    quiet: edit(NORDSTRASSE, "https://pve-nord.musterstadt.example:8006", "https://pve.musterstadt.example:8007"),
  },
  "unique-line-address": {
    fires: coupled([SUEDWEG, LINE_SUED, "{ address: 198.18.1.2/30, gateway: 198.18.1.1 }"]),
    at: `${SUEDWEG} uplinks[0].ipv4.address`,
    quiet: coupled(
      [SUEDWEG, `${LINE_SUED} }`, `${LINE_SUED} }\n${BEHIND_NAT}`],
      [NORDSTRASSE, "switches:\n", `${BEHIND_NAT}\nswitches:\n`],
    ),
  },
  "unique-vlans": {
    fires: pinned("pupils: { vlan: 200 }"),
    at: `${SUEDWEG} segments.pupils.vlan`,
    quiet: pinned("pupils: { vlan: 200 }", "verwaltung: false\n"),
  },
  "unknown-image": {
    fires: edit(TRAEGER, "  iserv: { url:", "  iserw: { url:"),
    at: `${TRAEGER} images`,
    quiet: edit(
      TRAEGER,
      "images:\n",
      `images:\n  ubuntu-24-04: { url: "https://images.example/u.qcow2", checksum: ${"c".repeat(128)}, diskGiB: 4 }\n`,
    ),
  },
  "unknown-node": {
    fires: existing("node: pve3"),
    at: `${SUED} products.iserv.existing.iserv-1.node`,
    quiet: existing("node: pve2"),
  },
  "uplink-primary": {
    fires: edit(NORDSTRASSE, "role: fallback", "role: primary"),
    at: `${NORDSTRASSE} uplinks[1].role`,
    quiet: edit(
      SUEDWEG,
      "uplinks:\n",
      "uplinks:\n  - { kind: provider, technology: lte, downMbit: 50, upMbit: 10, role: fallback }\n",
    ),
  },

  "node-known": {
    fires: edit(RATHAUS, "node: pve1", "node: pve9"),
    at: `${RATHAUS} machines.proxmox-backup-server-1.node`,
    quiet: edit(RATHAUS, "node: pve1", "node: pve2"),
  },
  "number-range": {
    fires: edits(
      [TRAEGER, "vmIds: {", "dataCentreVlans: { from: 1000, to: 1000 }\n  vmIds: {"],
      ["allocations/schools/grundschule-sued.yaml", "number: 1", "number: 9"],
    ),
    at: `${TRAEGER} addressPlan.dataCentreVlans`,
    quiet: edit(TRAEGER, "vmIds: {", "dataCentreVlans: { from: 1000, to: 1000 }\n  vmIds: {"),
  },
  "prefixes-disjoint": {
    fires: pinned("pupils: { ipv4: 10.80.16.0/24 }"),
    at: `${SUEDWEG} segments.pupils.ipv4`,
    quiet: pinned("pupils: { ipv4: 192.168.4.0/24 }, staff: { ipv4: 10.80.34.128/25 }"),
  },
  "prefixes-in-pool": {
    fires: edit(TRAEGER, "ipv4: 10.80.0.0/16", "ipv4: 10.80.0.0/19"),
    at: "allocations/sites/suedweg.yaml ipv4",
    quiet: edit(TRAEGER, "ipv4: 10.80.0.0/16", "ipv4: 10.80.0.0/18"),
  },
  "stack-names": {
    fires: {
      files: { "sites/westplatz.yaml": THIRD_SITE, "schools/rathaus.yaml": THIRD_SCHOOL },
      allocate: true,
    },
    at: "schools/rathaus.yaml",
    quiet: west(),
  },
  unallocated: {
    fires: { ...west(), allocate: false },
    at: "schools/grundschule-west.yaml",
    quiet: west(),
  },
  "unique-numbers": {
    fires: edit("allocations/schools/gymnasium-nord.yaml", "vmId: 1002", "vmId: 1001"),
    at: "allocations/schools/gymnasium-nord.yaml machines.iserv-1.vmId",
    quiet: edit("allocations/schools/gymnasium-nord.yaml", "vmId: 1002", "vmId: 1003"),
  },
  "vm-id-pool": {
    fires: edit(TRAEGER, "from: 1000, to: 1999", "from: 1000, to: 1001"),
    at: `${TRAEGER} addressPlan.vmIds`,
    quiet: existingFirst("vmId: 501"),
  },

  "access-points-fit": {
    fires: allocated(edits([SUEDWEG, FLUR, "{ ports: 52 }"], [SUEDWEG, "{ count: 8 }", "{ count: 48 }\nplan: s"])),
    at: `${SUEDWEG} accessPoints.count`,
    quiet: allocated(edits([SUEDWEG, FLUR, "{ ports: 52 }"], [SUEDWEG, "{ count: 8 }", "{ count: 47 }\nplan: s"])),
  },
  "backup-capacity": {
    fires: {
      replace: {
        [TRAEGER]: {
          "sizeGiB: 20000, shared: true, dailyChangePercent: 1": "sizeGiB: 20000, shared: true, dailyChangePercent: 3",
        },
        [NORDSTRASSE]: {
          "sizeGiB: 20000, shared: true, dailyChangePercent: 1": "sizeGiB: 20000, shared: true, dailyChangePercent: 3",
        },
      },
    },
    at: `${TRAEGER} dataCentres.rathaus.cluster.datastores.backup.sizeGiB`,
    quiet: edit(
      TRAEGER,
      "sizeGiB: 20000, shared: true, dailyChangePercent: 1",
      "sizeGiB: 20000, shared: true, dailyChangePercent: 2",
    ),
  },
  "cluster-capacity": {
    fires: edit(TRAEGER, "pve2: { cores: 16, memoryGiB: 64 }", "pve2: { cores: 16, memoryGiB: 20 }"),
    at: `${TRAEGER} dataCentres.rathaus.cluster.nodes`,
    quiet: edit(TRAEGER, "pve2: { cores: 16, memoryGiB: 64 }", "pve2: { cores: 16, memoryGiB: 22 }"),
  },
  "existing-address": {
    fires: existingFirst("ipv4: 192.168.1.10"),
    at: `${SUED} products.iserv.existing.iserv-1.ipv4`,
    quiet: existingFirst("ipv4: 10.80.2.41"),
  },
  "existing-differs": {
    fires: existing("vmId: 501"),
    at: `${SUED} products.iserv.existing.iserv-1.vmId`,
    quiet: existingFirst("vmId: 501, hostname: server1, node: pve1"),
  },
  "hostname-limit": {
    fires: allocated(
      edits(
        [
          SUED,
          NO_PRODUCT_END,
          `${NO_PRODUCT_END}products: { ucs-school-server: { existing: { ucs-school-server-1: { hostname: schulserver-12 } } } }\n`,
        ],
        [
          TRAEGER,
          "images:\n",
          `images:\n  ucs-5-2: { url: "https://images.example/u.qcow2", checksum: ${"c".repeat(128)}, diskGiB: 4 }\n`,
        ],
      ),
    ),
    at: `${SUED} products.ucs-school-server.existing.ucs-school-server-1.hostname`,
    quiet: existingFirst("hostname: schulserver-12"),
  },
  "node-capacity": {
    fires: memory(
      70,
      "pve2: { cores: 16, memoryGiB: 64 }",
      "pve2: { cores: 16, memoryGiB: 64 }\n        pve3: { cores: 16, memoryGiB: 64 }",
    ),
    at: `${TRAEGER} dataCentres.rathaus.cluster.nodes`,
    quiet: memory(
      40,
      "pve2: { cores: 16, memoryGiB: 64 }",
      "pve2: { cores: 16, memoryGiB: 64 }\n        pve3: { cores: 16, memoryGiB: 64 }",
    ),
  },
  "node-failure": {
    fires: memory(
      40,
      "pve1: { cores: 16, memoryGiB: 64 }",
      "pve1: { cores: 16, memoryGiB: 32 }\n        pve3: { cores: 16, memoryGiB: 32 }",
    ),
    at: `${TRAEGER} dataCentres.rathaus.cluster.nodes.pve2`,
    quiet: memory(
      20,
      "pve1: { cores: 16, memoryGiB: 64 }",
      "pve1: { cores: 16, memoryGiB: 32 }\n        pve3: { cores: 16, memoryGiB: 32 }",
    ),
  },
  "segment-fits": {
    fires: allocated(edit(SUED, "tablets: 40", "tablets: 4000")),
    at: `${SUEDWEG} plan`,
    quiet: allocated(edit(SUED, "tablets: 40", "tablets: 200")),
  },
  "storage-capacity": {
    fires: edit(NORDSTRASSE, "sizeGiB: 4000", "sizeGiB: 1999"),
    at: `${NORDSTRASSE} node.datastores.vm.sizeGiB`,
    quiet: edit(NORDSTRASSE, "sizeGiB: 4000", "sizeGiB: 2000"),
  },
  "unique-addresses": {
    fires: edits(
      ["allocations/sites/nordstrasse.yaml", "keller: 2", "keller: 2\n  dach: 2"],
      [NORDSTRASSE, "switches:\n", "switches:\n  dach: { ports: 24 }\n"],
    ),
    at: "allocations/sites/nordstrasse.yaml switches.keller",
    quiet: allocated(edit(NORDSTRASSE, "switches:\n", "switches:\n  dach: { ports: 24 }\n")),
  },
  "unique-names": {
    fires: edit(SUEDWEG, "accessPoints: { count: 8 }\n", "accessPoints: { count: 8 }\nrouter: { hostname: pbs-01 }\n"),
    at: `${SUEDWEG} router.hostname`,
    quiet: edit(SUEDWEG, "accessPoints: { count: 8 }\n", "accessPoints: { count: 8 }\nrouter: { hostname: pbs-02 }\n"),
  },
  // network
  "hub-pair": {
    fires: coupled([TRAEGER, "id: hub2", "id: hub1"]),
    at: `${TRAEGER} coupling.hubs[1].id`,
    quiet: coupled(),
  },
  "unknown-device": {
    fires: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24pp }"),
    at: `${SUEDWEG} switches.flur.model`,
    quiet: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24p }"),
  },
  "unknown-flow-end": {
    fires: edits(atSite(SUEDWEG, exceptionOf("staf", "printers"))),
    at: `${SUEDWEG} exceptions.messe.from[0]`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("staff", "printers"))),
  },
  "unknown-port-profile": {
    fires: edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { pupil: "20" } }'),
    at: `${SUEDWEG} switches.flur.profiles.pupil`,
    quiet: edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { pupils: "20" } }'),
  },
  "adapter-refuses": {
    // strongSwan keeps to a line by its address, which a PPPoE line does not have before.
    fires: coupled([TRAEGER, "dataCentre: rathaus\n", "dataCentre: rathaus\n  protocol: ikev2\n"]),
    at: `${NORDSTRASSE} router.model`,
    quiet: coupled(
      [TRAEGER, "dataCentre: rathaus\n", "dataCentre: rathaus\n  protocol: ikev2\n"],
      [
        NORDSTRASSE,
        "handover: pppoe, pppoe: { user: secret://env/PPPOE_USER, password: secret://env/PPPOE_PASSWORD }",
        "ipv4: { address: 198.18.1.10/30, gateway: 198.18.1.9 }",
      ],
    ),
  },
  "internet-inside": {
    fires: edits(atSite(SUEDWEG, exceptionOf("staff, internet", "machine:iserv, staff"))),
    at: `${SUEDWEG} exceptions.messe.to[1]`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("internet", "machine:iserv"))),
  },
  "key-types": {
    fires: edits(
      [SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24p }"],
      [TRAEGER, "ssh-rsa AAAAB3NzaC1yc2EExample=", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample"],
    ),
    at: `${TRAEGER} access.keys`,
    quiet: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24p }"),
  },
  "central-dhcp": {
    fires: edits(atSite(SUEDWEG, "segments: { staff: { dhcp: central } }")),
    at: `${SUEDWEG} segments.staff.dhcp`,
    quiet: edits(atSite(SUEDWEG, "segments: { staff: { dhcp: router } }")),
  },
  "exception-ended": {
    fires: edits(atSite(SUEDWEG, exceptionOf("staff", "printers", "2026-06-30"))),
    at: `${SUEDWEG} exceptions.messe.until`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("staff", "printers", TODAY))),
  },
  "exception-too-long": {
    fires: edits(atSite(SUEDWEG, exceptionOf("staff", "printers", "2028-11-03"))),
    at: `${SUEDWEG} exceptions.messe.until`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("staff", "printers", "2028-11-02"))),
  },
  "guests-inside": {
    fires: edits(atSite(SUEDWEG, exceptionOf("guests", "internet, staff"))),
    at: `${SUEDWEG} exceptions.messe.to[1]`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("guests", "internet, dc-dmz, machine:iserv"))),
  },
  "handover-address": {
    fires: coupled([SUEDWEG, ", ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 }", ""]),
    at: `${SUEDWEG} uplinks[0]`,
    quiet: coupled([SUEDWEG, "ipv4: { address: 198.18.1.6/30, gateway: 198.18.1.5 }", "handover: dhcp"]),
  },
  "handover-contradiction": {
    fires: coupled([SUEDWEG, "role: primary, ipv4", "role: primary, handover: dhcp, ipv4"]),
    at: `${SUEDWEG} uplinks[0].ipv4`,
    quiet: coupled([SUEDWEG, "role: primary, ipv4", "role: primary, handover: static, ipv4"]),
  },
  "handover-gateway": {
    fires: coupled([SUEDWEG, "gateway: 198.18.1.5", "gateway: 10.9.9.9"]),
    at: `${SUEDWEG} uplinks[0].ipv4.gateway`,
    quiet: coupled([
      SUEDWEG,
      "gateway: 198.18.1.5 }",
      'gateway: 198.18.1.5 }, ipv6: { address: "2001:db8::2/64", gateway: "fe80::1" }',
    ]),
  },
  "handover-secret": {
    fires: coupled([
      NORDSTRASSE,
      ", pppoe: { user: secret://env/PPPOE_USER, password: secret://env/PPPOE_PASSWORD }",
      "",
    ]),
    at: `${NORDSTRASSE} uplinks[1].handover`,
    quiet: coupled(),
  },
  "hub-line": {
    fires: coupled([NORDSTRASSE, "kind: telekom", "kind: kommunal"]),
    at: `${TRAEGER} coupling.hubs[0].lines`,
    quiet: coupled([NORDSTRASSE, "kind: telekom", "kind: landesnetz"]),
  },
  "port-range": {
    fires: edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { pupils: "17-20", staff: "20-21" } }'),
    at: `${SUEDWEG} switches.flur.profiles.staff`,
    quiet: edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { pupils: "17-20", staff: "21-22" } }'),
  },
  "line-overlaps": {
    fires: coupled([SUEDWEG, LINE_SUED, "{ address: 10.80.200.2/30, gateway: 10.80.200.1 }"]),
    at: `${SUEDWEG} uplinks[0].ipv4.address`,
    quiet: coupled([SUEDWEG, LINE_SUED, "{ address: 10.81.0.2/30, gateway: 10.81.0.1 }"]),
  },
  "pupils-closed": {
    fires: coupled([SUEDWEG, "kind: landesnetz", "kind: telekom"]),
    at: `${SUEDWEG} uplinks`,
    quiet: coupled([SUEDWEG, "kind: landesnetz", "kind: telekom, filter: { by: provider, name: Schulfilter }"]),
  },
  "school-server-gateway": {
    fires: edits(atSite(NORDSTRASSE, "segments: { pupils: { gateway: school-server } }")),
    at: `${NORDSTRASSE} segments.pupils.gateway`,
    quiet: edits(atSite(NORDSTRASSE, "segments: { pupils: { gateway: router, dhcp: school-server } }")),
  },
  "school-server-missing": {
    fires: edits(atSite(SUEDWEG, "segments: { pupils: { dhcp: school-server } }")),
    at: `${SUEDWEG} segments.pupils.dhcp`,
    quiet: edits(atSite(NORDSTRASSE, "segments: { pupils: { dhcp: school-server } }")),
  },
  "switch-figures": {
    fires: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24p, poeWatt: 196 }"),
    at: `${SUEDWEG} switches.flur.poeWatt`,
    quiet: edits(
      [SUEDWEG, FLUR, "{ ports: 24, model: catalyst-1000-24p, poeWatt: 195 }"],
      [SUEDWEG, "{ count: 8 }", "{ count: 8, watt: 19 }"],
    ),
  },
  "stack-members": {
    fires: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-9200l-24p, stack: 9 }"),
    at: `${SUEDWEG} switches.flur.stack`,
    quiet: edit(SUEDWEG, FLUR, "{ ports: 24, model: catalyst-9200l-24p, stack: 8 }"),
  },
  "uplink-narrow": {
    fires: allocated(edit(SUEDWEG, FLUR, upstairs("1-20,23"))),
    at: `${SUEDWEG} switches.oben`,
    quiet: allocated(edit(SUEDWEG, FLUR, upstairs("1-20"))),
  },
  "radius-missing": {
    fires: edits([SUEDWEG, FLUR, SIGN_ON], atSite(SUEDWEG, "radiusSecret: secret://env/RADIUS_SUEDWEG")),
    at: `${SUEDWEG} switches.flur.profiles.staff-authenticated`,
    quiet: coupled([SUEDWEG, FLUR, SIGN_ON], atSite(SUEDWEG, "radiusSecret: secret://env/RADIUS_SUEDWEG")),
  },
  "radius-secret": {
    fires: coupled([SUEDWEG, FLUR, SIGN_ON]),
    at: `${SUEDWEG} switches.flur.profiles.staff-authenticated`,
    quiet: coupled([SUEDWEG, FLUR, SIGN_ON.replace("staff-authenticated", "staff")]),
  },
  "radius-servers": {
    fires: asking(4),
    at: `${SUEDWEG} switches.flur.profiles.staff-authenticated`,
    quiet: asking(3),
  },
  "sign-on-segment": {
    fires: { files: { "catalogue/ports.yaml": lessons("unauthenticated: pupils") } },
    at: "catalogue/ports.yaml unterricht.authentication.unauthenticated",
    quiet: { files: { "catalogue/ports.yaml": lessons("unauthenticated: guests, critical: pupils") } },
  },
  "trunk-empty": {
    fires: {
      files: { "catalogue/ports.yaml": SECRETARIAT },
      replace: {
        [SUEDWEG]: {
          [FLUR]: '{ ports: 24, profiles: { sekretariat: "1" } }',
          "accessPoints: { count: 8 }\n": "accessPoints: { count: 8 }\nverwaltung: false\n",
        },
      },
    },
    at: `${SUEDWEG} switches.flur.profiles.sekretariat`,
    quiet: {
      ...edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { sekretariat: "1" } }'),
      files: { "catalogue/ports.yaml": SECRETARIAT },
    },
  },
  "assigned-moved": {
    fires: {
      ...pinned("verwaltung: { ipv4: 172.20.15.0/26, assignedBy: Zentrale IT, ticket: NET-4711, since: 2024-03-01 }"),
      files: { [ALLOCATED_SUEDWEG]: ASSIGNED },
    },
    at: `${SUEDWEG} segments.verwaltung.ipv4`,
    quiet: allocated({
      ...pinned("verwaltung: { ipv4: 172.20.15.0/26, assignedBy: Zentrale IT, renumbered: 2026-10-01 }"),
      files: { [ALLOCATED_SUEDWEG]: ASSIGNED },
    }),
  },
  "translation-segment": {
    fires: translatedAt("management", "10.17.20.0/26"),
    at: `${SUEDWEG} segments.management.translated`,
    quiet: translatedAt("staff", "10.17.20.0/25"),
  },
  "translation-size": {
    fires: translatedAt("staff", "10.17.20.0/24"),
    at: `${SUEDWEG} segments.staff.ipv4`,
    quiet: translatedAt("staff", "10.17.20.0/26"),
  },
  "tunnel-mtu": {
    fires: coupled([SUEDWEG, "role: primary", "role: primary, mtu: 1359"]),
    at: `${SUEDWEG} uplinks[0].mtu`,
    quiet: coupled([SUEDWEG, "role: primary", "role: primary, mtu: 1360"]),
  },
  "unique-serials": {
    fires: edits(
      [SUEDWEG, FLUR, "{ ports: 24, serial: FOC2401A1B2 }"],
      [NORDSTRASSE, KELLER, "{ ports: 48, role: main, serial: FOC2401A1B2 }"],
    ),
    at: `${SUEDWEG} switches.flur.serial`,
    quiet: edits(
      [SUEDWEG, FLUR, "{ ports: 24, serial: FOC2401A1B3 }"],
      [NORDSTRASSE, KELLER, "{ ports: 48, role: main, serial: FOC2401A1B2 }"],
    ),
  },
  "missing-tunnel-key": {
    fires: keyed({ "hub-hub1": "a", "hub-hub2": "b", "rou-001-01": "c" }),
    at: SUEDWEG,
    quiet: keyed({ "hub-hub1": "a", "hub-hub2": "b", "rou-001-01": "c", "rou-002-01": "d" }),
  },
  "unique-tunnel-keys": {
    fires: keyed({ "hub-hub1": "a", "hub-hub2": "b", "rou-001-01": "a", "rou-002-01": "d" }),
    at: "keys/rou-001-01.yaml education",
    quiet: keyed({ "hub-hub1": "a", "hub-hub2": "b", "rou-001-01": "c", "rou-002-01": "d" }),
  },
  "verwaltung-flow": {
    fires: edits(atSite(SUEDWEG, exceptionOf("staff", "verwaltung"))),
    at: `${SUEDWEG} exceptions.messe.to[0]`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("staff", "printers"))),
  },
  "verwaltung-prefixes": {
    fires: withExit(["prefixes: [172.16.0.0/12]", "prefixes: [172.16.0.0/12, 10.0.0.0/8]"]),
    at: `${TRAEGER} coupling.verwaltung.prefixes[1]`,
    quiet: withExit(["prefixes: [172.16.0.0/12]", 'prefixes: [0.0.0.0/0, "::/0"]']),
  },
  "wake-on-lan": {
    fires: { files: { "catalogue/zone-flows.yaml": waking("staff", "pupils") } },
    at: "catalogue/zone-flows.yaml wecken.from[0]",
    quiet: { files: { "catalogue/zone-flows.yaml": waking("servers", "pupils") } },
  },
  "wake-sign-on": {
    fires: wokenAt("staff-authenticated"),
    at: `${NORDSTRASSE} switches.keller.profiles.staff-authenticated`,
    quiet: wokenAt("managed-authenticated"),
  },
  "youth-filter": {
    fires: edits(atSite(NORDSTRASSE, exceptionOf("pupils", "internet"))),
    at: `${NORDSTRASSE} exceptions.messe.from[0]`,
    quiet: edits(atSite(SUEDWEG, exceptionOf("pupils", "internet"))),
  },
  "port-missing": {
    fires: edit(SUEDWEG, FLUR, "{ ports: 24, poeWatt: 299 }"),
    at: `${SUEDWEG} switches`,
    quiet: edit(SUEDWEG, FLUR, "{ ports: 24, poeWatt: 300 }"),
  },
  "resolver-missing": {
    fires: edit(SUEDWEG, "nameservers: [198.18.9.53], ", ""),
    at: `${SUEDWEG} uplinks`,
    quiet: {},
  },
  "cutover-step": {
    fires: edits(
      atSite(
        NORDSTRASSE,
        'cutover: [{ stage: telekom-only, since: "2026-08-01" }, { stage: landesnetz-primary, since: "2026-08-15" }]',
      ),
    ),
    at: `${NORDSTRASSE} cutover[1].stage`,
    quiet: edits(
      atSite(
        NORDSTRASSE,
        'cutover: [{ stage: both-up, since: "2026-08-01" }, { stage: landesnetz-primary, since: "2026-08-15" }]',
      ),
    ),
  },
  "main-switch": {
    fires: edits([NORDSTRASSE, KELLER, `${KELLER}\n  dach: { ports: 24, role: main }`]),
    at: `${NORDSTRASSE} switches.dach.role`,
    quiet: allocated(edit(NORDSTRASSE, KELLER, `${KELLER}\n  dach: { ports: 24, role: floor }`)),
  },
  "router-port": {
    fires: edit(NORDSTRASSE, KELLER, `${KELLER}\n  dach: { ports: 24, profiles: { router: "1" } }`),
    at: `${NORDSTRASSE} switches.dach.profiles.router`,
    quiet: edit(SUEDWEG, FLUR, '{ ports: 24, profiles: { router: "1" } }'),
  },
  "access-point-rooms": {
    fires: edit(SUEDWEG, "{ count: 8 }", "{ count: 8, rooms: [Aula, Mensa, Aula] }"),
    at: `${SUEDWEG} accessPoints.rooms[2]`,
    quiet: edit(SUEDWEG, "{ count: 8 }", "{ count: 8, rooms: [Aula 1, Mensa, Aula 2, AP 4] }"),
  },
  "not-delivered": {
    fires: edit(SUEDWEG, FLUR, "{ ports: 24 }"),
    at: `${SUEDWEG} switches.flur`,
    quiet: {},
  },
  "telephones-reach-nobody": {
    fires: edit(SUEDWEG, FLUR, '{ ports: 24, model: catalyst-1000-24p, profiles: { staff-telephone: "5-8" } }'),
    at: `${SUEDWEG} switches.flur.profiles.staff-telephone`,
    quiet: {
      ...edit(SUEDWEG, FLUR, '{ ports: 24, model: catalyst-1000-24p, profiles: { voice: "5-8" } }'),
      files: {
        "catalogue/zone-flows.yaml": `telephony:
  from: [voice]
  to: [internet]
  ports: [tcp/5061, udp/16384-32767]
  purpose: { de: Telefone zum Anbieter, en: Telephones to the provider }
  class: telephony
  source: Vertrag mit dem Anbieter
`,
      },
    },
  },
  "unknown-ssid": {
    fires: ssids("gaste: { broadcast: false, reason: Absprache }"),
    at: `${SUEDWEG} ssids.gaste`,
    quiet: ssids(`gaeste: { broadcast: false, reason: Absprache }, kollegium: { ${COLLEGE} }`),
  },
  "unknown-room": {
    fires: ssids("gaeste: { rooms: [AP 9], reason: nur im Foyer }"),
    at: `${SUEDWEG} ssids.gaeste.rooms[0]`,
    quiet: ssids("gaeste: { rooms: [AP 8], reason: nur im Foyer }"),
  },
  "ssid-segment": {
    fires: edits(
      atSite(SUEDWEG, `verwaltung: false\nssids: { sekretariat: { ${COLLEGE.replaceAll("staff", "verwaltung")} } }`),
    ),
    at: `${SUEDWEG} ssids.sekretariat.segment`,
    quiet: ssids(`sekretariat: { ${COLLEGE.replaceAll("staff", "verwaltung")} }`),
  },
  "ssid-guests": {
    fires: ssids("gaeste: { segment: staff, reason: Absprache }"),
    at: `${SUEDWEG} ssids.gaeste.segment`,
    quiet: ssids("gaeste: { segment: byod, reason: Absprache }"),
  },
  "ssid-verwaltung": {
    fires: ssids("schule: { segment: verwaltung, reason: Absprache }"),
    at: `${SUEDWEG} ssids.schule.segment`,
    quiet: ssids("schule: { segment: pupils, reason: Absprache }"),
  },
  "unique-ssids": {
    fires: ssids(`kollegium: { ${COLLEGE.replace("Kollegium", "Lehrkraefte")} }`),
    at: `${SUEDWEG} ssids.kollegium.name`,
    quiet: ssids(
      `kollegium: { ${COLLEGE.replace("Kollegium", "Lehrkraefte")} }, lehrkraefte: { broadcast: false, reason: umbenannt }`,
    ),
  },
  "unknown-class": {
    fires: carries("[management, portl]"),
    at: `${NORDSTRASSE} uplinks[1].carries.classes[1]`,
    quiet: carries("[management, portal]"),
  },
  "line-classes": {
    fires: carries("[portal]"),
    at: `${NORDSTRASSE} uplinks[1].carries.classes`,
    quiet: carries("all"),
  },
  "unknown-discovery": {
    fires: discovery("airplai: {}"),
    at: `${SUEDWEG} discovery.airplai`,
    quiet: discovery("airplay: {}, airprint: { from: [staff] }"),
  },
  "discovery-zones": {
    fires: discovery("airprint: { from: [staff, guests] }"),
    at: `${SUEDWEG} discovery.airprint.from[1]`,
    quiet: discovery("airprint: { from: [staff, pupils] }"),
  },
};
