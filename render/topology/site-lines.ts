import type { InstanceId, TunnelIntent, UplinkIntent } from "../../model/intent.js";
import { type Drawing, GAP } from "./drawing.js";
import { instanceOf, LEFT, lineStyle, RIGHT, type SiteScene } from "./scene.js";
import type { Words } from "./words.js";

/** Narrower than this, a card has its tunnels below each other instead of in two columns. */
const TWO_COLUMNS = 420;

/** The data centre on top, below it a card for each line with its tunnels; returns the lower edge of the cards. */
export function drawLines(drawing: Drawing, scene: SiteScene, y: number): number {
  const { router, words } = scene;
  const bottom = drawFarEnds(drawing, scene, y);
  const lines = router?.uplinks ?? [];
  const width = Math.floor((RIGHT - LEFT - GAP * (lines.length - 1)) / Math.max(1, lines.length));
  const top = bottom + 30;
  const cards = lines.map((line, index) => {
    const place = { x: LEFT + index * (width + GAP), y: top, width };
    return { line, ...place, height: drawCard(drawing, scene, line, place) - top + 8 };
  });
  const height = Math.max(0, ...cards.map((card) => card.height));
  for (const { line, x } of cards) {
    drawing.box({ x, y: top, width, height }, `cloud-${line.kind}`, `line ${line.interface}`);
    const middle = x + Math.floor(width / 2);
    const kind = lineStyle(line);
    drawing.path(
      [
        [middle, bottom],
        [middle, top],
      ],
      kind,
    );
    drawing.path(
      [
        [middle, top + height],
        [middle, top + height + GAP],
      ],
      kind,
    );
  }
  return cards.length > 0 ? top + height : drawing.text(LEFT, top, words.of("noLine"), "t", RIGHT - LEFT);
}

/** Where the tunnels lead to, or that there are none. */
function drawFarEnds(drawing: Drawing, { platform, router, words }: SiteScene, y: number): number {
  const hubs = farEnds(router?.instances.flatMap(({ tunnels }) => tunnels) ?? []);
  const places = [...new Set(hubs.map((hub) => platform.network.routers[hub]?.device.place ?? ""))];
  const names = places.flatMap(
    (place) => Object.values(platform.clusters).find(({ ref }) => ref.dataCentre === place)?.name ?? place,
  );
  const title = hubs.length > 0 ? `${words.of("dataCentre")}: ${names.join(", ")}` : words.of("internet");
  const below = hubs.length > 0 ? `${words.of("hubs")}: ${hubs.join(" · ")}` : words.of("uncoupled");
  const place = { x: LEFT, y, width: RIGHT - LEFT, height: 54 };
  drawing.box(place, "infrastructure", "far-ends");
  drawing.text(LEFT + 12, y + 7, title, "h2", place.width - 24);
  drawing.text(LEFT + 12, y + 29, below, "t", place.width - 24);
  return y + place.height;
}

function farEnds(tunnels: readonly TunnelIntent[]): string[] {
  return [...new Set(tunnels.flatMap(({ peers }) => peers.map(({ device }) => device)))];
}

/** Texts of a line's card; returns their lower edge. */
function drawCard(
  drawing: Drawing,
  { router, words }: SiteScene,
  line: UplinkIntent,
  { x, y, width }: { x: number; y: number; width: number },
): number {
  const inner = width - 24;
  const role = words.role(line);
  drawing.text(x + 12, y + 8, words.line(line.kind), "h2", inner - 130);
  drawing.text(x + width - 12, y + 9, role, "t", 120, "end");
  const what = [
    words.line(line.technology),
    `${line.downMbit}/${line.upMbit} Mbit/s`,
    words.line(line.handover),
    line.interface,
  ];
  let next = drawing.text(x + 12, y + 30, what.join(" · "), "t", inner);
  const own = [line.ipv4?.address, line.ipv6?.address].flatMap((one) => one ?? []);
  next = drawing.text(x + 12, next + 2, own.length > 0 ? own.join(" · ") : words.of("fromOperator"), "s", inner) + 6;
  const lists = (["education", "verwaltung"] as const).flatMap((id) => {
    const tunnels = instanceOf(router, id)?.tunnels.filter(({ uplink }) => uplink === line.interface) ?? [];
    return tunnels.length > 0 ? [{ id, tunnels }] : [];
  });
  if (lists.length === 0) return drawing.text(x + 12, next, words.of("noTunnel"), "s", inner);
  if (width < TWO_COLUMNS)
    return lists.reduce((top, list) => drawTunnels(drawing, words, list, { x: x + 12, y: top, width: inner }), next);
  const half = Math.floor(inner / 2);
  return Math.max(
    ...lists.map((list, index) =>
      drawTunnels(drawing, words, list, { x: x + 12 + index * half, y: next, width: half - 8 }),
    ),
  );
}

function drawTunnels(
  drawing: Drawing,
  words: Words,
  { id, tunnels }: { id: InstanceId; tunnels: readonly TunnelIntent[] },
  { x, y, width }: { x: number; y: number; width: number },
): number {
  const [title, kind] =
    id === "education" ? (["tunnelsEducation", "s"] as const) : (["tunnelsVerwaltung", "v"] as const);
  return tunnels.reduce(
    (next, { interface: name, peers }) => {
      const [peer] = peers;
      return drawing.text(x, next, `${name} → ${peer?.device} · ${words.of("rank")} ${peer?.preference}`, kind, width);
    },
    drawing.text(x, y, words.of(title), "v", width),
  );
}
