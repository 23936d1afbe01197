import { allocate } from "../../model/allocate/allocate.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Declaration } from "../../model/load.js";
import { type School, schoolSchema } from "../../model/schema/school.js";
import { type Site, siteSchema } from "../../model/schema/site.js";
import { traegerSchema } from "../../model/schema/traeger.js";

const CATALOGUE = loadCatalogue();

/** A declaration of any size that needs no files: what benchmarks and laws run on. Deterministic in its arguments. */
export function generatedDeclaration(schools: number, seed = 1): Declaration {
  const random = generator(seed);
  const siteMap = new Map<string, Site>();
  const schoolMap = new Map<string, School>();
  for (let n = 1; n <= schools; n++) {
    const id = `schule-${String(n).padStart(4, "0")}`;
    siteMap.set(`ort-${id}`, generatedSite(random));
    schoolMap.set(id, generatedSchool(`ort-${id}`, random));
  }
  return {
    folder: "/generated",
    traeger: traegerSchema.parse(generatedTraeger()),
    sites: siteMap,
    schools: schoolMap,
    allocations: { dataCentres: new Map(), sites: new Map(), schools: new Map() },
    keys: new Map(),
    extensions: {},
    sources: new Map(),
  };
}

/** The same with its numbers. */
export function allocated(declaration: Declaration): Declaration {
  return { ...declaration, allocations: allocate(declaration, CATALOGUE).allocations };
}

export function generatedSite(random: () => number): Site {
  return siteSchema.parse({
    schemaVersion: 1,
    name: `Standort ${Math.floor(random() * 1000)}`,
    uplinks: [
      { kind: "landesnetz", technology: "fibre", downMbit: random() < 0.3 ? 1000 : 100, upMbit: 100, role: "primary" },
      { kind: "telekom", technology: "dsl", downMbit: 100, upMbit: 40, role: "fallback" },
    ],
    switches: { main: { ports: 48, role: "main" }, floor: { ports: 48 } },
    accessPoints: { count: 5 + Math.floor(random() * 25) },
  });
}

export function generatedSchool(site: string, random: () => number): School {
  const pupils = 80 + Math.floor(random() * 900);
  return schoolSchema.parse({
    schemaVersion: 1,
    name: `Schule ${Math.floor(random() * 10_000)}`,
    kind: pupils < 300 ? "grundschule" : "gymnasium",
    sites: [site],
    pupils,
    teachers: Math.ceil(pupils / 12),
    devices: { tablets: Math.floor(pupils / 10), displays: 8, printers: 2, byod: Math.floor(pupils / 5) },
    clientManagement: false,
  });
}

/** Mulberry32: a small generator with a seed, so that a failure can be repeated. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function generatedTraeger(): unknown {
  const image = (checksum: string) => ({
    url: "https://images.example/lab/image.qcow2",
    checksum: checksum.repeat(64),
    diskGiB: 3,
  });
  const reason = "invented for tests";
  return {
    schemaVersion: 1,
    id: "gross",
    name: "Generierter Träger",
    federalState: "SH",
    scenario: "schultraeger-erweitert",
    phase: "uebergangsphase",
    domain: "schule.example",
    addressPlan: { ipv4: "10.0.0.0/8", ipv6: "fd00::/32", vmIds: { from: 1000, to: 99_999 } },
    state: { backend: "local" },
    dataCentres: {
      rz: {
        name: "Rechenzentrum",
        internetMbit: 10_000,
        cluster: {
          endpoint: "https://pve.example:8006",
          token: "secret://env/PVE_RZ_TOKEN",
          nodes: Object.fromEntries(["pve1", "pve2", "pve3"].map((name) => [name, { cores: 128, memoryGiB: 100_000 }])),
          datastores: {
            vm: { id: "ceph", sizeGiB: 100_000_000, shared: true },
            images: { id: "images", sizeGiB: 1000, shared: true },
            backup: { id: "pbs", sizeGiB: 1_000_000_000, shared: true, dailyChangePercent: 1 },
          },
          network: { bridge: "vmbr1" },
        },
      },
    },
    images: { "debian-12": image("1"), iserv: image("2"), "ucs-5-2": image("3"), "ubuntu-24-04": image("4") },
    access: { user: "plattform", keys: ["ssh-ed25519 AAAA"] },
    products: {
      schulnetz: {},
      iserv: {},
      monitoring: {},
      "jump-host": { sizing: { "jump-host": { cores: 1, memoryGiB: 1, systemGiB: 16, reason } } },
    },
    maintenanceWindows: [{ days: ["mon"], from: "22:00", to: "05:00" }],
  };
}
