import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { type Drawing, GAP } from "./drawing.js";
import type { Words } from "./words.js";

/** An operator's network as a vertical rail. */
export interface Rail {
  readonly kind: string;
  readonly x: number;
  /** Where it begins; set when the core is drawn. */
  top: number;
  /** Lines of sites on it. */
  readonly lines: number;
  /** Whether tunnels to the data centre go over it. */
  readonly tunnelled: boolean;
}

const HUB = { width: 380, height: 62 } as const;

/** Data centres with the hubs, below them the operators' networks, each above its rail; returns the lower edge. */
export function drawCore(
  drawing: Drawing,
  platform: Platform,
  words: Words,
  rails: readonly Rail[],
  y: number,
): number {
  const width = drawing.width - 2 * GAP;
  const hubs = Object.values(platform.network.routers).filter(({ role }) => role === "hub");
  const bottom = y + (hubs.length > 0 ? drawHubs(drawing, platform, words, hubs, y) : drawInternet(drawing, words, y));
  const top = bottom + 30;
  const cloud = Math.floor((width - GAP * (rails.length - 1)) / Math.max(1, rails.length));
  for (const [index, rail] of rails.entries()) {
    const x = GAP + index * (cloud + GAP);
    drawing.box({ x, y: top, width: cloud, height: 34 }, `cloud-${rail.kind}`, `operator ${rail.kind}`);
    const name = `${words.line(rail.kind)}: ${words.count(rail.lines, "line", "lines")}`;
    drawing.text(x + cloud / 2, top + 7, name, "h2", cloud - 20, "middle");
    // Each bends to its rail below the one before it, so that none crosses another.
    const bend = top + 34 + 12 + index * 9;
    const from = index === 0 ? rail.x : x + Math.floor(cloud / 2);
    drawing.path(
      [
        [from, top + 34],
        [from, bend],
        [rail.x, bend],
      ],
      `line-${rail.kind}`,
    );
    rail.top = bend;
    if (!rail.tunnelled && hubs.length > 0) continue;
    const middle = x + Math.floor(cloud / 2);
    drawing.path(
      [
        [middle, bottom],
        [middle, top],
      ],
      `line-${rail.kind}`,
    );
    // It ends at the data centre as a whole, whatever stands above.
    drawing.squares([[middle - 4, bottom - 4]], 8, "dot");
  }
  return top + 34 + 12 + rails.length * 9;
}

function drawInternet(drawing: Drawing, words: Words, y: number): number {
  drawing.box({ x: GAP, y, width: drawing.width - 2 * GAP, height: 56 }, "infrastructure", "far-ends");
  drawing.text(GAP + 12, y + 7, words.of("internet"), "h2", 400);
  drawing.text(GAP + 12, y + 30, words.of("uncoupled"), "t", 900);
  return 56;
}

function drawHubs(
  drawing: Drawing,
  platform: Platform,
  words: Words,
  hubs: readonly RouterIntent[],
  y: number,
): number {
  const width = drawing.width - 2 * GAP;
  const height = 12 + HUB.height + 12;
  drawing.box({ x: GAP, y, width, height }, "infrastructure", "far-ends");
  const centres = Object.values(platform.clusters).filter(({ ref }) => ref.dataCentre !== undefined);
  drawing.text(GAP + 12, y + 12, words.of("dataCentre"), "h2", 270);
  drawing.lines(GAP + 12, y + 34, centres.map(({ name }) => name).slice(0, 3), "t", 270);
  for (const [index, { device, uplinks, instances }] of hubs.entries()) {
    const x = GAP + 300 + index * (HUB.width + GAP);
    drawing.box({ x, y: y + 12, width: HUB.width, height: HUB.height }, "card", `hub ${device.name}`);
    drawing.text(x + 10, y + 17, device.name, "h2", HUB.width - 20);
    const speeds = uplinks.map(({ kind, downMbit }) => `${words.line(kind)} ${downMbit}`);
    drawing.text(x + 10, y + 38, speeds.join(" · "), "s", HUB.width - 20);
    const peers = new Set(
      instances.flatMap(({ tunnels }) => tunnels.flatMap((one) => one.peers.map((peer) => peer.device))),
    );
    drawing.text(x + 10, y + 54, `${words.of("tunnelsTo")} ${peers.size} ${words.of("toSites")}`, "s", HUB.width - 20);
  }
  if (hubs.some(({ instances }) => instances.some(({ id }) => id === "verwaltung"))) {
    const x = GAP + 300 + hubs.length * (HUB.width + GAP);
    drawing.box({ x, y: y + 12, width: drawing.width - GAP - 12 - x, height: HUB.height }, "verwaltung", "verwaltung");
    const inner = drawing.width - GAP - 12 - x - 20;
    drawing.text(x + 10, y + 17, words.of("verwaltung"), "h2", inner);
    drawing.text(x + 10, y + 38, words.of("separateShort"), "s", inner);
    drawing.text(x + 10, y + 54, words.of("separateShort2"), "s", inner);
  }
  return height;
}
