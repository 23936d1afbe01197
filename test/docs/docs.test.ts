import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { PROOFS } from "../../lab/twin/proofs.js";
import { loadCatalogue } from "../../model/catalogue/load.js";
import { RULES } from "../../model/rules/index.js";
import { ruleTexts } from "../../model/rules/texts.js";
import { renderReference } from "../../render/reference.js";
import { helpText, USAGES } from "../../scripts/lib/usage.js";
import { PROJECT, run } from "../support/command.js";

const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");
const below = (folder: string) =>
  (readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" }) as string[]).map((path) =>
    join(folder, path),
  );
const DOCUMENTS = [...readdirSync(PROJECT), ...below("docs"), ...below("roles"), ...below("playbooks")].filter((path) =>
  path.endsWith(".md"),
);

/** GitHub's and GitLab's anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchors = (path: string) => [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchor(heading));

describe.each(DOCUMENTS)("%s", (document) => {
  const text = read(document);

  test("links only to what is there", () => {
    // A pattern in code marks is no link, whatever it looks like.
    const links = [...text.replace(/`[^`\n]*`/g, "").matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
      ([, link = ""]) => link,
    );
    const broken = links.filter((link) => {
      const [path = "", heading] = link.split("#");
      const target = path === "" ? document : normalize(join(dirname(document), path));
      return !existsSync(join(PROJECT, target)) || (heading !== undefined && !anchors(target).includes(heading));
    });
    expect(broken).toEqual([]);
  });

  test("names only commands that exist", () => {
    const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);
    const npm = [...text.matchAll(/\bnpm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
    const installed = [...text.matchAll(/\bnpx schulplattform ([a-z]+)/g)].map(([, name = ""]) => name);
    expect(npm.filter((name) => !scripts.includes(name))).toEqual([]);
    expect(installed.filter((name) => !(name in USAGES) && !["setup", "cdktf"].includes(name))).toEqual([]);
  });
});

describe("docs/how-to/deliver-network.md", () => {
  test("has each proof of the twin in its order, and says which ones run only when they are named", () => {
    const [, table = ""] = /^\| proof .*\n((?:\|.*\n)+)/m.exec(read("docs/how-to/deliver-network.md")) ?? [];
    const rows = [...table.matchAll(/^\| `([a-z0-9-]+)` +\| (.+) \|$/gm)];
    const proofs = rows.map(([, id, shows = ""]) => [id, shows.includes("only when it is named")]);
    expect(proofs).toEqual(PROOFS.map(({ id, onDemand }) => [id, onDemand === true]));
  });
});

describe("docs/domain.md", () => {
  const sections = [...read("docs/domain.md").matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));

  test("has each section that rules and catalogue cite", () => {
    const cited = [...Object.values(ruleTexts()).map(({ source }) => source), ...catalogueSources()].flatMap((source) =>
      [...source.matchAll(/domain\.md section (\d+)/g)].map(([, number]) => Number(number)),
    );
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((number) => !sections.includes(number))).toEqual([]);
  });
});

describe("docs/sources.md", () => {
  const sources = read("docs/sources.md");
  const cited = [...[...Object.values(ruleTexts()).map(({ source }) => source)], ...catalogueSources()];

  test.each(["domain.md", "design.md", "reference/peers.md", "reference/services.md"])(
    "explains each section of %s that is cited",
    (name) => {
      const from = sources.indexOf(`## ${name}`);
      const part = sources.slice(from, sources.indexOf("\n## ", from + 1));
      const sections = cited.flatMap((source) =>
        [...source.matchAll(new RegExp(`${name.replaceAll(".", "\\.")} (section \\d+)`, "g"))].map(
          ([, section = ""]) => section,
        ),
      );
      expect([...new Set(sections)].filter((section) => !part.includes(`**${section}**`))).toEqual([]);
      expect(from).toBeGreaterThan(0);
    },
  );
});

function catalogueSources(): string[] {
  return [...below("model/catalogue")]
    .filter((path) => path.endsWith(".yaml"))
    .flatMap((path) => read(path).match(/source: .+/g) ?? []);
}

describe("docs/reference", () => {
  const commands = [{ name: "plan", help: helpText("plan") }];
  const files = renderReference(loadCatalogue(), commands);

  test("is the same each time", () => {
    expect(renderReference(loadCatalogue(), commands)).toEqual(files);
  });

  test("has every rule with its reason in both languages", () => {
    const rules = files.get("rules.md") ?? "";
    expect(RULES.map(({ id }) => id).filter((id) => !rules.includes(`| \`${id}\` |`))).toEqual([]);
  });

  test("has every product, machine, flow and Baustein", () => {
    const { products, machines, flows, bausteine } = loadCatalogue();
    const ids = [products, machines, flows, bausteine].flatMap((table) => Object.keys(table));
    expect(ids.filter((id) => !(files.get("catalogue.md") ?? "").includes(`| \`${id}\` |`))).toEqual([]);
  });

  test("tells a field's type, default and meaning, also below lists and ids", () => {
    const fields = files.get("fields.md") ?? "";
    expect(fields).toContain(
      '| `uplinks[].handover` | `static`, `dhcp`, `pppoe`, `cgnat` | `"static"` | How the operator hands the line over. Default: static. |',
    );
    expect(fields).toContain(
      "| `switches.<id>.ports` | whole number, 4 to 512 | required | Access ports, of each member of a stack. |",
    );
    expect(fields).toContain("| `segments.<id>.vlan` | whole number, 2 to 4094 | –");
    expect(fields).toContain("| `images.<id>.checksum` | text, `^[0-9a-f]{64}([0-9a-f]{64})?$` |");
    expect(fields).not.toContain(String(Number.MAX_SAFE_INTEGER));
    expect(fields).toContain("| `state.address` (backend: http) | text");
  });

  test("keeps what people wrote inside its table", () => {
    const catalogue = loadCatalogue();
    const bausteine = {
      ...catalogue.bausteine,
      wiki: { name: { de: "a|b", en: "<b>" }, area: "paedagogik" as const, source: "line\nbreak" },
    };
    expect(renderReference({ ...catalogue, bausteine }, []).get("catalogue.md")).toContain(
      "| `wiki` | a\\|b | &lt;b> | paedagogik |",
    );
  });
});

test.each(Object.keys(USAGES).filter((name) => name !== "synth"))(
  "npm run %s -- --help prints what the reference says",
  async (name) => {
    const { stdout, code } = await run(process.execPath, ["--import", "tsx", `scripts/${name}.ts`, "--help"], PROJECT);
    expect(stdout.trimEnd()).toBe(helpText(name as keyof typeof USAGES));
    expect(code).toBe(0);
  },
);
