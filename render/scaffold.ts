import { stringify } from "yaml";
import { schoolSchema } from "../model/schema/school.js";

/**
 * First files of a new Schulträger, site and school: small, valid, and with `.example` wherever a person has to put in
 * their own. Comments are German and English, because clerks and engineers read them.
 */
export interface TraegerScaffold {
  readonly id: string;
  /** Path from the declaration's folder to the project's `schemas/`. */
  readonly schemas: string;
  /** Checksums of the lab's images, so that the lab runs before real images are chosen. */
  readonly checksums: { readonly iserv: string; readonly debian: string };
}

/** Valid keys that belong to nobody: their bytes are a sentence. Cisco devices take the second one only. */
const NOBODYS_KEYS = [
  publicKey("ssh-ed25519", "replace-this-key-BITTE-ERSETZEN!"),
  publicKey("ssh-rsa", "\x01\0\x01", "replace-this-key-BITTE-ERSETZEN!".repeat(12)),
];

/** RFC 4253 section 6.6: each part with its length before it. */
function publicKey(type: string, ...parts: readonly string[]): string {
  const fields = [type, ...parts].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, Buffer.from(part, "latin1")];
  });
  return `${type} ${Buffer.concat(fields).toString("base64")} bitte-ersetzen@replace.example`;
}

export function renderTraeger({ id, schemas, checksums }: TraegerScaffold): string {
  return `# yaml-language-server: $schema=${schemas}/traeger.schema.json
# Alles mit "example" und die SSH-Schlüssel sind zu ersetzen. / Replace all that says "example", and the SSH keys.
schemaVersion: 1
id: ${id}
name: Schulträger ${id}
federalState: SH
# musterloesung-gs (1–4 schools) | musterloesung-plus (2–5) | schultraeger-basis | schultraeger-erweitert (more than 20)
scenario: musterloesung-gs
phase: uebergangsphase
domain: schule.${id}.example
# Vorräte, aus denen \`allocate\` zuteilt; nachher nicht mehr ändern. / Pools that \`allocate\` takes from; fixed from then on.
addressPlan:
  ipv4: 10.96.0.0/16
  ipv6: fd00:ec0:de00::/44
  vmIds: { from: 2000, to: 2999 }
# local: eine Person, ein Rechner. Mehrere Personen oder CI: http (GitLab), pg oder s3. / More than one person or CI: http, pg, s3.
state: { backend: local }
dataCentres:
  rathaus:
    name: Serverraum im Rathaus
    internetMbit: 1000
    cluster:
      endpoint: https://pve.${id}.example:8006
      token: secret://env/PVE_RATHAUS_TOKEN
      nodes:
        pve1: { cores: 16, memoryGiB: 60 }
        pve2: { cores: 16, memoryGiB: 60 }
      datastores:
        vm: { id: local-zfs, sizeGiB: 6000 }
        images: { id: nas-images, sizeGiB: 200, shared: true }
        backup: { id: pbs-rathaus, sizeGiB: 12000, shared: true, dailyChangePercent: 1 }
      network: { kind: bridge, bridge: vmbr1 }
# Images des Labors: Adresse (mit Datum) und Prüfsumme des Herstellers eintragen. / The lab's images: put in the maker's dated address and checksum.
images:
  debian-12: { url: "https://images.${id}.example/debian-12.qcow2", checksum: ${checksums.debian}, diskGiB: 3 }
  iserv: { url: "https://images.${id}.example/iserv.qcow2", checksum: ${checksums.iserv}, diskGiB: 3 }
access:
  user: plattform
  # Cisco-Geräte nehmen nur den RSA-Schlüssel. / Cisco devices take the RSA key only.
  keys:
${NOBODYS_KEYS.map(
  (key) => `    - ${key}
`,
).join("")}products:
  iserv: {}
  proxmox-backup-server: { storeTiB: 1 }
maintenanceWindows:
  - { days: [mon, tue, wed, thu, fri], from: "22:00", to: "05:00" }
`;
}

export function renderSite(id: string, schemas: string): string {
  return `# yaml-language-server: $schema=${schemas}/site.schema.json
schemaVersion: 1
name: ${title(id)}
uplinks:
  - { kind: landesnetz, technology: fibre, downMbit: 100, upMbit: 100, role: primary, handover: dhcp }
  - { kind: telekom, technology: dsl, downMbit: 100, upMbit: 40, role: fallback, handover: dhcp }
# Ohne \`model\` wird ein Switch von Hand eingerichtet; \`check\` nennt dann die Modelle, die ausgeliefert werden.
# Without \`model\` a switch is set up by hand; \`check\` then names the models that are delivered.
switches:
  hauptverteiler: { model: catalyst-1000-24fp, ports: 24, poeWatt: 370, role: main }
accessPoints: { count: 8 }
# Nur mit einem eigenen Proxmox-Knoten in der Schule; das Token steht in der genannten Umgebungsvariablen.
# Only with a Proxmox node of its own at the school; its token stands in the environment variable that is named.
# node:
#   endpoint: https://pve.${id}.example:8006
#   token: secret://env/PVE_${id.toUpperCase().replaceAll("-", "_")}_TOKEN
#   nodes: { pve-${id}: { cores: 8, memoryGiB: 60 } }
#   datastores:
#     vm: { id: local-zfs, sizeGiB: 4000 }
#     images: { id: local, sizeGiB: 100 }
#     backup: { id: pbs-rathaus, sizeGiB: 12000, shared: true, dailyChangePercent: 1 }
#   network: { kind: bridge, bridge: vmbr1 }
`;
}

export function renderSchool(id: string, site: string, schemas: string): string {
  return `# yaml-language-server: $schema=${schemas}/school.schema.json
schemaVersion: 1
name: ${title(id)}
kind: ${kind(id)}
sites: [${site}]
# Platzhalter; daraus folgen Adressplan, Leitung und Größen. / Placeholders; address plan, line and sizes follow from them.
pupils: 200
teachers: 16
devices: { tablets: 60, displays: 10, printers: 2, byod: 20 }
clientManagement: false
`;
}

/** Files that make a folder outside the project a project of its own. */
export function renderOwnProject(id: string, dependency: string, projectId: string): Map<string, string> {
  const command = (name: string) => `schulplattform ${name}`;
  const names = ["setup", "allocate", "generate", "check", "show", "lab", "plan", "apply", "bootstrap", "preflight"];
  const manifest = {
    name: `${id}-schulplattform`,
    private: true,
    scripts: Object.fromEntries(names.map((name) => [name, command(name)])),
    dependencies: { schulplattform: dependency },
  };
  const cdktf = {
    language: "typescript",
    // The path, because cdktf does not look into node_modules/.bin.
    app: "node node_modules/schulplattform/scripts/schulplattform.mjs synth",
    projectId,
    sendCrashReports: "false",
    terraformProviders: [],
    terraformModules: [],
    targetVersions: { terraform: ">=1.11", opentofu: ">=1.11" },
  };
  return new Map([
    ["package.json", json(manifest)],
    ["cdktf.json", json(cdktf)],
    [".gitignore", "node_modules/\n.lab/\ncdktf.out/\nstate/\n*.log\n"],
    [".gitlab-ci.yml", pipeline()],
  ]);
}

function pipeline(): string {
  return `# Jede Änderung wird geprüft, und der Plan zeigt, was sie bewirkt. / Each change is checked, and the plan shows what it does.
image: node:22-bookworm
stages: [check, plan]

default:
  cache:
    key: { files: [package-lock.json] }
    paths: [node_modules/]
  before_script:
    - apt-get update -q && apt-get install -y -q python3-venv
    # Nicht npm ci: es würfe die Werkzeuge im Cache weg. / Not npm ci: it would throw away the tools in the cache.
    - npm install --no-audit --no-fund
    - npx schulplattform setup

check:
  stage: check
  script:
    - npx schulplattform check

# Braucht ein gemeinsames state backend und die Token als maskierte Variablen. / Needs a shared state backend, and tokens as masked variables.
plan:
  stage: plan
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      when: manual
      allow_failure: true
  script:
    - npx schulplattform preflight
    - npx schulplattform plan
`;
}

/** The kind that the id names, else a primary school. */
function kind(id: string): string {
  return schoolSchema.shape.kind.options.find((known) => id.split("-").includes(known)) ?? "grundschule";
}

/** `grundschule-nord` → Grundschule Nord, safe as YAML. */
function title(id: string): string {
  const words = id.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return stringify(words.join(" ")).trimEnd();
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
