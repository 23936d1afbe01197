import { describe, expect, it } from "vitest";
import { devicesOfSites } from "../../model/allocate/address-plan.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import { presence } from "../../model/resolve/presence.js";
import type { School } from "../../model/schema/school.js";
import { type Change, catalogue, changedBase, checkTexts } from "../support/declaration.js";

const TRAEGER = "traeger.yaml";
const SUED = "schools/grundschule-sued.yaml";
const NORD = "schools/gymnasium-nord.yaml";
const END = "clientManagement: false\n";

function resolved(change: Change): { declaration: Declaration; platform: Platform } {
  const { declaration, platform, diagnostics } = checkTexts(changedBase(change));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return { declaration: declaration as Declaration, platform: platform as Platform };
}

describe("a school with two sites", () => {
  const split = { "sites: [suedweg]": "sites: [suedweg, nordstrasse]" };
  const atSites = "atSites: { nordstrasse: { pupils: 50, teachers: 4, devices: { tablets: 15 } } }\n";

  it("is wholly at its main site where nothing else is said", () => {
    const { declaration } = resolved({ replace: { [SUED]: split } });
    const school = declaration.schools.get("grundschule-sued") as School;
    expect(presence(school, "suedweg").devices.tablets).toBe(40);
    expect(presence(school, "nordstrasse").devices.tablets).toBe(0);
  });

  it("has at each site what is declared for it, and the rest at the main one", () => {
    const { declaration } = resolved({ replace: { [SUED]: { ...split, [END]: `${END}${atSites}` } } });
    const school = declaration.schools.get("grundschule-sued") as School;
    expect(presence(school, "suedweg")).toMatchObject({
      pupils: 150,
      teachers: 12,
      devices: { tablets: 25, byod: 10 },
    });
    expect(presence(school, "nordstrasse")).toMatchObject({
      pupils: 50,
      teachers: 4,
      devices: { tablets: 15, byod: 0 },
    });
    // The segments of a site count whoever is there: 30 tablets and 20 displays of the Gymnasium, and the 15.
    expect(devicesOfSites(declaration, catalogue).get("nordstrasse")?.get("managed-devices")).toBe(65);
    expect(devicesOfSites(declaration, catalogue).get("suedweg")?.get("managed-devices")).toBe(33);
  });
});

describe("a Baustein that the Träger removes", () => {
  const removed = {
    "phase: uebergangsphase": "phase: uebergangsphase\nwithoutBausteine: { druckerverwaltung: zu alt }",
  };
  const ids = (platform: Platform, school: string) =>
    platform.schools[school]?.bausteine.map(({ baustein }) => baustein) ?? [];

  it("is gone for all schools but those that insert it", () => {
    const { platform } = resolved({
      replace: { [TRAEGER]: removed, [SUED]: { [END]: `${END}bausteine: { insert: [druckerverwaltung] }\n` } },
    });
    expect(ids(platform, "gymnasium-nord")).not.toContain("druckerverwaltung");
    expect(ids(platform, "grundschule-sued")).toContain("druckerverwaltung");
  });
});

describe("the Landesnetz", () => {
  it("becomes the source of rules once its prefixes are declared", () => {
    const flow = `state-accounts:
  from: [landesnetz]
  to: [proxmox-backup-server]
  ports: [tcp/443]
  purpose: { de: Prüfung, en: Test }
  source: Vertrag mit dem Land
`;
    const { platform } = resolved({
      files: { "catalogue/flows.yaml": flow },
      replace: {
        [TRAEGER]: {
          "state: { backend: local }":
            'state: { backend: local }\nlandesnetz: { ipv4: [198.51.100.0/24], ipv6: ["2001:db8:5::/48"], source: Schreiben }',
        },
      },
    });
    const base = platform.stacks["musterstadt-rathaus"]?.base;
    expect(base?.ipSets["musterstadt-zone-landesnetz"]?.prefixes).toEqual(["198.51.100.0/24", "2001:db8:5::/48"]);
    expect(platform.machines["rathaus/proxmox-backup-server-1"]?.firewall).toContainEqual(
      expect.objectContaining({ flow: "state-accounts", source: "+musterstadt-zone-landesnetz", ports: "443" }),
    );
  });
});

describe("a FileWave Booster at a school", () => {
  const size = "{ cores: 2, memoryGiB: 4, systemGiB: 100, reason: Messung }";
  const { platform } = resolved({
    replace: {
      [TRAEGER]: { "jamf: {}": `filewave: { sizing: { filewave: ${size} } }` },
      [NORD]: {
        "clientManagement: true": `clientManagement: true\nproducts: { filewave-booster: { sizing: { filewave-booster: ${size} } } }`,
      },
    },
    allocate: true,
  });

  it("runs on the node of its site and serves its own school's devices", () => {
    const booster = platform.machines["gymnasium-nord/filewave-booster-1"];
    expect(booster?.cluster).toBe("site-nordstrasse");
    const sources = booster?.firewall.filter(({ flow }) => flow === "filewave-devices").map(({ source }) => source);
    const pupils = platform.sites.nordstrasse?.segments.find(({ role }) => role === "pupils")?.ipv4 ?? "none";
    expect(sources?.join()).toContain(pupils);
  });

  it("reaches the central server from the schools' server segments", () => {
    const server = platform.machines["rathaus/filewave-1"];
    const sources = server?.firewall.filter(({ flow }) => flow === "filewave-boosters").map(({ source }) => source);
    expect(sources).toContain("+musterstadt-zone-servers");
  });
});
