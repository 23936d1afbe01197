import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "../../model/catalogue/load.js";
import type { Platform } from "../../model/platform.js";
import { Drawing, type Rectangle } from "../../render/topology/drawing.js";
import { renderTopology, topologyDrawings } from "../../render/topology/topology.js";
import { PROJECT } from "../../scripts/lib/command.js";
import { EXAMPLES, load } from "../examples/example.js";

const catalogue = loadCatalogue();
const PYTHON = join(PROJECT, ".tools/venv/bin/python");

/** Reads pictures with expat; prints for each its elements and texts. */
const READ = `
import json, sys, xml.etree.ElementTree as tree
found = []
for text in json.load(sys.stdin):
    root = tree.fromstring(text.encode())
    found.append({"elements": sorted({e.tag.split("}")[1] for e in root.iter()}), "texts": [e.text for e in root.iter() if e.text]})
print(json.dumps(found))`;

function read(pictures: Iterable<string>): { elements: string[]; texts: string[] }[] {
  const input = JSON.stringify([...pictures]);
  const { stdout, stderr, status } = spawnSync(PYTHON, ["-c", READ], { input, encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { elements: string[]; texts: string[] }[];
}

const meet = (a: Rectangle, b: Rectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** What cannot be read: texts on each other, off the page, across an edge of a box, or cut. */
function unreadable({ texts, boxes, width, height }: Drawing): string[] {
  const page = { x: 0, y: 0, width, height };
  const inside = (a: Rectangle, b: Rectangle) =>
    a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
  return texts.flatMap((one, index) => [
    ...texts.slice(index + 1).flatMap((other) => (meet(one, other) ? [`${one.text} | ${other.text}`] : [])),
    ...(inside(one, page) ? [] : [`off the page: ${one.text}`]),
    ...(boxes.some((box) => meet(one, box) && !inside(one, box)) ? [`across an edge: ${one.text}`] : []),
    ...(one.full === undefined ? [] : [`cut: ${one.full}`]),
  ]);
}

const abouts = ({ boxes }: Drawing) => boxes.flatMap(({ about }) => about ?? []);

describe.each(EXAMPLES)("pictures of %s", (id) => {
  const { platform } = load(id);
  const drawings = topologyDrawings(platform, catalogue);
  const picture = (path: string) => drawings.get(`topology/${path}`) as Drawing;

  test("show each line, router, switch and segment of a site exactly once", () => {
    for (const site of Object.values(platform.sites)) {
      const declared = [
        ...site.uplinks.map((_, index) => `line wan-${index + 1}`),
        `router ${site.router.name}`,
        ...site.switches.map(({ name }) => `switch ${name}`),
        ...site.segments.map(({ role }) => `segment ${role}`),
      ];
      const shown = abouts(picture(`sites/${site.id}.svg`)).filter((about) => about.includes(" "));
      expect(shown.sort()).toEqual(declared.sort());
    }
  });

  test("show each site exactly once", () => {
    const shown = abouts(picture("overview.svg")).filter((about) => about.startsWith("site "));
    expect(shown.sort()).toEqual(
      Object.keys(platform.sites)
        .map((site) => `site ${site}`)
        .sort(),
    );
  });

  test("can be read: no text lies on another, across an edge or off the page, and none is cut", () => {
    expect(
      Object.fromEntries([...drawings].map(([path, one]) => [path, unreadable(one)]).filter(([, all]) => all?.length)),
    ).toEqual({});
  });

  test("are well-formed, of a few harmless elements, and the same when made again", () => {
    const texts = renderTopology(platform, catalogue);
    expect(renderTopology(platform, catalogue)).toEqual(texts);
    const harmless = ["desc", "path", "rect", "style", "svg", "text", "title"];
    for (const { elements } of read(texts.values())) expect(harmless).toEqual(expect.arrayContaining(elements));
  });
});

test("a switch has its id, its room and the numbers of its ports, of other slots in full", () => {
  const { platform } = load("hansestadt");
  const drawing = topologyDrawings(platform, catalogue).get("topology/sites/gewerbering.svg") as Drawing;
  const texts = drawing.texts.map(({ text }) => text);
  expect(texts).toEqual(
    expect.arrayContaining([
      "swi-016-01 · hauptverteiler",
      "Hauptverteiler · Keller · catalyst-1000-48fp",
      "Verwaltung 46",
      "Access Point 1–4 · unbenutzt 5–48, 1/1/2–4 · Verteiler 1/1/1",
      "1/1/1",
    ]),
  );
});

test("a picture whose texts lie on each other, on an edge or off the page is found", () => {
  const drawing = new Drawing(200, "", "", "en");
  drawing.text(10, 10, "one", "t", 100);
  expect(unreadable(drawing)).toEqual([]);
  drawing.text(12, 12, "two", "t", 100);
  drawing.text(190, 80, "three", "t", 100);
  drawing.box({ x: 20, y: 110, width: 20, height: 50 }, "card");
  drawing.text(10, 120, "four", "t", 100);
  drawing.text(10, 200, "five but too long for its place", "t", 50);
  expect(unreadable(drawing)).toEqual([
    "one | two",
    "off the page: three",
    "across an edge: four",
    "cut: five but too long for its place",
  ]);
});

test("names with markup, quotes and control characters stay text", () => {
  const name = `</text><script>alert("1")</script>&amp;]]>'\u0000\u001B\u202E\uFFFE`;
  const platform = structuredClone(load("kleinstadt").platform) as { -readonly [K in keyof Platform]: Platform[K] };
  platform.name = name;
  for (const site of Object.values(platform.sites)) Object.assign(site, { name });
  for (const school of Object.values(platform.schools)) Object.assign(school, { name });
  for (const { elements, texts } of read(renderTopology(platform, catalogue).values())) {
    expect(elements).not.toContain("script");
    expect(texts.some((text) => text.includes(`</text><script>alert("1")</script>&amp;]]>'`))).toBe(true);
  }
});
