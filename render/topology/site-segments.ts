import type { RoutedSegment } from "../../model/intent.js";
import type { Segment } from "../../model/resolve/segments.js";
import { type Drawing, GAP } from "./drawing.js";
import { wrapped } from "./measure.js";
import { COLUMNS, instanceOf, RIGHT, type SiteScene } from "./scene.js";
import { TEXTS, trustClass } from "./style.js";

/** Segments of the school network, each in the colour of its trust class; returns the lower edge. */
export function drawEducation(drawing: Drawing, scene: SiteScene, top: number): number {
  const own = byVlan(scene).filter(({ trust }) => trust !== "verwaltung");
  const { x } = COLUMNS.education;
  const width = instanceOf(scene.router, "verwaltung") ? COLUMNS.education.width : RIGHT - x;
  const spine = x - 12;
  let from = top - 32;
  return own.reduce((y, segment) => {
    drawing.path(
      [
        [spine, from],
        [spine, y + 16],
        [x, y + 16],
      ],
      "inside",
    );
    from = y + 16;
    drawing.text(x + 8, y + 4, nameOf(scene, segment), "h2", width - 16);
    const facts = [
      prefixes(scene, segment).join(" · "),
      services(scene, segment).join(" · "),
      ...assigned(scene, segment),
    ];
    const height = drawing.lines(x + 8, y + 25, facts, "s", width - 16) - y + 4;
    drawing.box({ x, y, width, height }, trustClass(segment.trust), `segment ${segment.role}`);
    return y + height + 6;
  }, top);
}

/** The Verwaltungsnetz in its own column; nothing leads from it to the other ones. */
export function drawVerwaltung(drawing: Drawing, scene: SiteScene, top: number): number {
  const { x, width } = COLUMNS.verwaltung;
  const middle = x + width / 2;
  return byVlan(scene)
    .filter(({ trust }) => trust === "verwaltung")
    .reduce((y, segment) => {
      drawing.path(
        [
          [middle, y - 32],
          [middle, y],
        ],
        "inside-verwaltung",
      );
      let next = drawing.lines(
        x + 8,
        y + 5,
        wrapped(nameOf(scene, segment).split(" "), width - 16, TEXTS.h2),
        "h2",
        width - 16,
      );
      const say = (parts: readonly string[], separator?: string) => {
        next = drawing.lines(x + 8, next + 2, wrapped(parts, width - 16, TEXTS.s, separator), "s", width - 16);
      };
      say(prefixes(scene, segment));
      say(services(scene, segment), " · ");
      say(assigned(scene, segment));
      next += 6;
      say(scene.words.of("separate").split(" "));
      drawing.box({ x, y, width, height: next - y + 8 }, "verwaltung", `segment ${segment.role}`);
      return next + 8 + 32;
    }, top);
}

const byVlan = ({ site }: SiteScene) => [...site.segments].sort((a, b) => a.vlan - b.vlan);

const nameOf = ({ catalogue, words }: SiteScene, { role }: Segment) =>
  catalogue.segments.roles[role]?.name[words.language] ?? role;

function routedOf({ router }: SiteScene, { role }: Segment): RoutedSegment | undefined {
  return router?.instances.flatMap(({ segments }) => segments).find((segment) => segment.role === role);
}

function prefixes(scene: SiteScene, segment: Segment): string[] {
  const off = routedOf(scene, segment)?.ipv6Mode === "off";
  return [segment.ipv4, off ? scene.words.of("noIpv6") : segment.ipv6];
}

function services(scene: SiteScene, segment: Segment): string[] {
  const { words } = scene;
  const routed = routedOf(scene, segment);
  const vlan = `VLAN ${segment.vlan}`;
  if (!routed) return [vlan, words.of("innerAddresses")];
  const owners = {
    router: words.of("router"),
    "school-server": words.of("schoolServer"),
    central: words.of("central"),
    none: words.of("none"),
  };
  return [vlan, `${words.of("gateway")}: ${owners[routed.gatewayOwner]}`, `DHCP: ${owners[routed.dhcp.owner]}`];
}

function assigned({ words }: SiteScene, { assignedBy, translated }: Segment): string[] {
  return [
    ...(assignedBy === undefined ? [] : [`${words.of("assignedBy")}: ${assignedBy}`]),
    ...(translated ? [`${words.of("outside")}: ${translated.ipv4} ${words.of("until")} ${translated.until}`] : []),
  ];
}

/** Virtual machines on the site's own nodes. */
export function drawServers(drawing: Drawing, { platform, site, router, words }: SiteScene, top: number): number {
  const { x } = COLUMNS.education;
  const width = instanceOf(router, "verwaltung") ? COLUMNS.education.width : RIGHT - x;
  const machines = Object.values(platform.machines).filter(({ cluster }) => cluster === site.cluster);
  const y = top + GAP / 2;
  let next = drawing.text(x + 10, y + 6, words.of(machines.length > 0 ? "servers" : "noServers"), "h2", width - 20) + 2;
  for (const { name, purpose, node } of machines)
    next = drawing.text(x + 10, next, `${name} (${node}): ${purpose[words.language]}`, "s", width - 20);
  drawing.box({ x, y, width, height: next - y + 6 }, "card", "servers");
  return next + 6;
}
