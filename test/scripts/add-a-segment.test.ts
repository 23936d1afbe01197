import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { segmentsTable } from "../../model/catalogue/schema.js";
import { copyOfProject, run } from "../support/command.js";
import { catalogue } from "../support/declaration.js";

const project = mkdtempSync(join(tmpdir(), "segment-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const ROLE = `  werkstatt:
    {
      name: { de: Werkstatt, en: Workshop },
      vlan: 100,
      zone: werkstatt,
      trust: education,
      filter: true,
      source: "docs/how-to/network.md, Add a segment",
    }
`;
const FLOW = `internet-werkstatt:
  from: [werkstatt]
  to: [internet]
  ports: [tcp/443]
  purpose: { de: Maschinen laden Programme, en: Machines load programs }
  class: internet
  source: "docs/how-to/network.md, Add a segment"
`;
const PORT = `werkstatt:
  name: { de: Werkstatt, en: Workshop }
  mode: access
  segment: werkstatt
  source: "docs/how-to/network.md, Add a segment"
`;

const at = (file: string) => join(project, file);
const text = (file: string) => readFileSync(at(file), "utf8");
const command = (name: string) =>
  run(process.execPath, ["--import", "tsx", `scripts/${name}.ts`, "--traeger", "traeger/kleinstadt"], project);

function replace(file: string, from: string | RegExp, to: string): void {
  const before = text(file);
  const after = before.replace(from, to);
  expect(after, `${from} in ${file}`).not.toBe(before);
  writeFileSync(at(file), after);
}

/** The device's text of the site with the plan `m`, and of one with the plan `s`. */
const router = (name: string, file: string) => text(`inventories/kleinstadt/devices/${name}/education/${file}`);
const [MIDDLE, SMALL] = ["rou-003-01", "rou-001-01"];

/** docs/how-to/network.md, Add a segment, to the letter. */
describe("a segment that is added as the how-to says", () => {
  let commands: readonly { readonly code: number | null; readonly stderr: string }[] = [];
  beforeAll(async () => {
    await copyOfProject(project);
    const segments = "model/catalogue/segments.yaml";
    replace(segments, "\nplans:\n", `\n${ROLE}plans:\n`);
    // The plan s is full; the two after it have a transit of /28 at their end.
    replace(segments, /(\n {2}[ml]:\n(?: {4}.*\n)*?)( {8}transit: 28,\n)/g, "$1$2        werkstatt: 28,\n");
    appendFileSync(at("model/catalogue/zone-flows.yaml"), FLOW);
    appendFileSync(at("model/catalogue/ports.yaml"), PORT);
    replace("traeger/kleinstadt/sites/schulstrasse.yaml", 'voice: "48" }', 'voice: "48", werkstatt: "36" }');
    commands = [await command("allocate"), await command("generate"), await command("check")];
  }, 120_000);

  it("passes allocate, generate and check", () => {
    expect(commands.map(({ code, stderr }) => [code, code === 0 ? "" : stderr])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
  });

  it("is in the text of the routers whose plan has it, with addresses, names and what a flow opens", () => {
    expect(router(MIDDLE, "ip")).toMatch(/addr .*dev seg-werkstatt/);
    expect(router(MIDDLE, "dnsmasq.conf")).toContain("dhcp-range=set:seg-werkstatt,");
    expect(router(MIDDLE, "nftables")).toContain('comment "internet-werkstatt"');
  });

  it("is at the port that was declared for it", () => {
    const port = text("inventories/kleinstadt/devices/swi-003-01/running-config")
      .split("\ninterface ")
      .find((it) => it.startsWith("GigabitEthernet1/0/36\n"));
    expect(port).toContain("switchport access vlan 100");
  });

  it("changes no other prefix, and nothing where the plan lacks it", () => {
    expect(router(SMALL, "ip")).not.toContain("werkstatt");
    const before = readFileSync(`inventories/kleinstadt/devices/${MIDDLE}/education/ip`, "utf8").split("\n");
    expect(router(MIDDLE, "ip").split("\n")).toEqual(
      expect.arrayContaining(before.filter((line) => line.includes("seg-"))),
    );
  });

  it("may have a prefix of its own at a site where a /28 is too little", async () => {
    appendFileSync(
      at("traeger/kleinstadt/sites/schulstrasse.yaml"),
      "segments: { werkstatt: { ipv4: 172.20.8.0/24, assignedBy: Schulträger } }\n",
    );
    expect(await command("allocate")).toMatchObject({ code: 0 });
    expect(await command("generate")).toMatchObject({ code: 0 });
    expect(router(MIDDLE, "ip")).toContain("172.20.8.1/24 dev seg-werkstatt");
  }, 60_000);
});

describe("the name of a segment", () => {
  const { roles, ...rest } = catalogue.segments;
  const named = (role: string) => segmentsTable.safeParse({ ...rest, roles: { ...roles, [role]: roles.staff } });

  it("has at most 11 characters, because it becomes that of an interface", () => {
    expect(named("werkstatt-x").success).toBe(true);
    expect(named("werkstatt-netz").error?.issues).toEqual([
      expect.objectContaining({
        path: ["roles", "werkstatt-netz"],
        message:
          "expected at most 11 characters: the router's interface is seg-werkstatt-netz, and Linux takes 15 for it",
      }),
    ]);
  });
});
