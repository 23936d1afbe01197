import { groupBy } from "../../model/collections.js";
import type { RouterIntent, UplinkIntent } from "../../model/intent.js";
import type { Platform, PlatformSite } from "../../model/platform.js";
import { Drawing, GAP, lineHeight } from "./drawing.js";
import { overviewLegend } from "./legend.js";
import { drawCore, type Rail } from "./overview-core.js";
import { lineStyle } from "./scene.js";
import type { Words } from "./words.js";

const WIDTH = 1480;
const COLUMNS = 5;
const GUTTER = 10;
/** Height of a tile: name, a row for each line, figures. */
const tileHeight = (lines: number) => 45 + 15 * lines;
/** Between two rails. */
const TRACK = 40;
/** Length of the line before each row of a tile: its operator's colour, solid or dashed as in the key. */
const SWATCH = 22;

/** A site with the lines that its router has. */
interface Tile {
  readonly site: PlatformSite;
  readonly lines: readonly UplinkIntent[];
  readonly router: RouterIntent | undefined;
}

/**
 * All sites at a glance: grouped by the operators of their lines, each operator a rail from which every group of sites
 * branches off. So the picture grows downwards with the sites, and no line goes from site to site.
 */
export function overviewDrawing(platform: Platform, words: Words): Drawing {
  const title = `${words.of("overviewTitle")}: ${platform.name}`;
  const sites = Object.values(platform.sites);
  const count = (pick: (site: PlatformSite) => number) => sites.reduce((sum, site) => sum + pick(site), 0);
  const facts = [
    words.count(sites.length, "site", "sites"),
    words.count(Object.keys(platform.schools).length, "school", "schools"),
    `${count(({ switches }) => switches.length)} ${words.of("switches")}`,
    `${count(({ accessPoints }) => accessPoints.length)} ${words.of("accessPoints")}`,
  ].join(" · ");
  const drawing = new Drawing(WIDTH, title, `${title}: ${facts}`, words.language);
  drawing.text(GAP, 20, title, "h1", WIDTH - 2 * GAP);
  drawing.text(GAP, 58, facts, "t", WIDTH - 2 * GAP);
  const tiles = sites.map((site): Tile => {
    const router = platform.network.routers[site.router.name];
    return { site, router, lines: router?.uplinks ?? [] };
  });
  const rails = railsOf(tiles);
  let y = drawCore(drawing, platform, words, rails, 88) + 14;
  const left = GAP + rails.length * TRACK + 6;
  const branches = new Map<Rail, number[]>(rails.map((rail) => [rail, []]));
  for (const group of groupBy(tiles, groupKey).values()) {
    const heading = y;
    y = drawGroup(drawing, words, group, left, y);
    for (const [index, line] of (group[0]?.lines ?? []).entries()) {
      const rail = rails.find(({ kind }) => kind === line.kind);
      if (!rail) continue;
      const stub = heading + 16 + index * 14;
      drawing.path(
        [
          [left, stub],
          [rail.x, stub],
        ],
        lineStyle(line),
      );
      branches.get(rail)?.push(stub);
    }
    y += 14;
  }
  for (const [rail, stubs] of branches) drawRail(drawing, rail, stubs);
  overviewLegend(drawing, words, y + 4);
  return drawing;
}

/** A rail lies over the branches of others, with an edge of paper: what only crosses is told from what branches off. */
function drawRail(drawing: Drawing, { kind, x, top }: Rail, stubs: readonly number[]): void {
  const points = [
    [x, top],
    [x, Math.max(top, ...stubs)],
  ] as const;
  drawing.path(points, "casing");
  drawing.path(points, `line-${kind}`);
  drawing.squares(
    stubs.map((stub) => [x - 4, stub - 4] as const),
    8,
    "dot",
  );
}

/** The operators; the one with most lines is next to the sites, so that the fewest branches cross another rail. */
function railsOf(tiles: readonly Tile[]): Rail[] {
  const byKind = groupBy(
    tiles.flatMap(({ lines, router }) => lines.map((line) => ({ line, router }))),
    ({ line }) => line.kind,
  );
  return [...byKind]
    .sort(([a, one], [b, other]) => one.length - other.length || (a < b ? -1 : 1))
    .map(([kind, uses], index) => ({
      kind,
      x: GAP + TRACK / 2 + index * TRACK,
      top: 0,
      lines: uses.length,
      tunnelled: uses.some(({ line, router }) =>
        router?.instances.some(({ tunnels }) => tunnels.some(({ uplink }) => uplink === line.interface)),
      ),
    }));
}

/** Operators and roles of the lines, in their order. */
const groupKey = ({ lines }: Tile) => lines.map(({ kind, role, idle }) => `${kind} ${role} ${idle ?? ""}`).join(", ");

function drawGroup(drawing: Drawing, words: Words, group: readonly Tile[], left: number, y: number): number {
  const lines = group[0]?.lines ?? [];
  const width = WIDTH - GAP - left;
  const inner = width - 2 * GUTTER;
  const tile = Math.floor((inner - GUTTER * (COLUMNS - 1)) / COLUMNS);
  const rows = Math.ceil(group.length / COLUMNS);
  const kinds = lines.map((line) => `${words.line(line.kind)} (${words.role(line)})`);
  const name = `${kinds.join(" + ") || words.of("noLine")}: ${words.count(group.length, "site", "sites")}`;
  const height = Math.max(40 + rows * (tileHeight(lines.length) + GUTTER), 30 + 14 * lines.length);
  drawing.box({ x: left, y, width, height }, "frame");
  drawing.text(left + GUTTER, y + 10, name, "h2", inner);
  for (const [index, one] of group.entries())
    drawTile(drawing, words, one, {
      x: left + GUTTER + (index % COLUMNS) * (tile + GUTTER),
      y: y + 38 + Math.floor(index / COLUMNS) * (tileHeight(lines.length) + GUTTER),
      width: tile,
    });
  return y + height;
}

function drawTile(
  drawing: Drawing,
  words: Words,
  { site, lines, router }: Tile,
  { x, y, width }: { x: number; y: number; width: number },
): void {
  const planned = site.lifecycle === "planned";
  drawing.box({ x, y, width, height: tileHeight(lines.length) }, planned ? "planned" : "card", `site ${site.id}`);
  drawing.text(x + 8, y + 4, site.name, "h2", width - 30);
  if (router?.instances.some(({ id }) => id === "verwaltung"))
    drawing.squares([[x + width - 17, y + 8]], 9, "port-verwaltung");
  const speeds = lines.map(
    ({ technology, downMbit, upMbit }) => `${words.line(technology)} ${downMbit}/${upMbit} Mbit/s`,
  );
  for (const [index, line] of lines.entries())
    drawing.path(
      [
        [x + 8, y + 33 + index * lineHeight("s")],
        [x + 8 + SWATCH, y + 33 + index * lineHeight("s")],
      ],
      lineStyle(line),
    );
  const next = drawing.lines(x + 14 + SWATCH, y + 25, speeds, "s", width - 22 - SWATCH);
  const facts = [
    words.count(site.schools.length, "school", "schools"),
    `${site.switches.length} ${words.of("switchShort")}`,
    `${site.accessPoints.length} AP`,
    ...(site.cluster === undefined ? [] : [words.of("server")]),
    ...(planned ? [words.of("planned")] : []),
  ];
  drawing.text(x + 8, next, facts.join(" · "), "s", width - 16);
}
