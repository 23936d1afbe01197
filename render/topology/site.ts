import type { InstanceId } from "../../model/intent.js";
import { Drawing, GAP } from "./drawing.js";
import { siteLegend } from "./legend.js";
import { wrapped } from "./measure.js";
import { COLUMNS, instanceOf, LEFT, RIGHT, type SiteScene, WIDTH } from "./scene.js";
import { drawLines } from "./site-lines.js";
import { drawEducation, drawServers, drawVerwaltung } from "./site-segments.js";
import { drawSwitches } from "./site-switches.js";
import { TEXTS } from "./style.js";

/** One site from its lines down to its ports and segments; the Verwaltungsnetz has a column of its own. */
export function siteDrawing(scene: SiteScene): Drawing {
  const { platform, site, router, words } = scene;
  const title = `${words.of("siteTitle")}: ${site.name}`;
  const drawing = new Drawing(WIDTH, title, description(scene), words.language);
  let y = drawing.text(LEFT, 20, title, "h1", RIGHT - LEFT);
  const schools = site.schools.map((id) => platform.schools[id]?.name ?? id);
  const facts = [platform.name, `${words.of("site")} ${site.number}`, site.ipv4, site.ipv6];
  if (site.lifecycle === "planned") facts.push(words.of("planned"));
  y = drawing.lines(LEFT, y + 4, wrapped([...facts, ...schools], RIGHT - LEFT, TEXTS.t, " · "), "t", RIGHT - LEFT);
  y = drawLines(drawing, scene, y + 12);
  const tops = drawRouter(drawing, scene, y + GAP);
  const ends = [drawSwitches(drawing, scene, tops), drawServers(drawing, scene, drawEducation(drawing, scene, tops))];
  if (instanceOf(router, "verwaltung")) ends.push(drawVerwaltung(drawing, scene, tops));
  siteLegend(drawing, words, Math.max(...ends) + GAP);
  return drawing;
}

/** The router as one box with a compartment for each routing instance; returns where the columns begin. */
function drawRouter(drawing: Drawing, { site, router, words }: SiteScene, y: number): number {
  const verwaltung = instanceOf(router, "verwaltung");
  const height = 92;
  const { name, fqdn } = site.router;
  drawing.box({ x: LEFT, y, width: RIGHT - LEFT, height }, "card", `router ${name}`);
  drawing.text(LEFT + 12, y + 8, `${words.of("router")} ${name}`, "h2", 400);
  drawing.text(
    RIGHT - 12,
    y + 9,
    [fqdn, router?.device.model].flatMap((part) => part ?? []).join(" · "),
    "s",
    700,
    "end",
  );
  const compartment = (id: InstanceId, left: number, right: number) => {
    const instance = instanceOf(router, id);
    const place = { x: left, y: y + 34, width: right - left, height: 50 };
    drawing.box(place, id);
    drawing.text(left + 10, y + 39, words.of(id), "h2", place.width - 20);
    const facts = instance ? `AS ${instance.asn}` : "";
    drawing.text(left + 10, y + 62, facts, "s", place.width - 20);
  };
  const { education, verwaltung: own } = COLUMNS;
  compartment("education", LEFT + 12, verwaltung ? education.x + education.width : RIGHT - 12);
  if (verwaltung) compartment("verwaltung", own.x, own.x + own.width - 12);
  return y + height + GAP + 8;
}

/** The picture in a sentence, for whoever cannot see it. */
function description({ site, router, switches, words }: SiteScene): string {
  const lines = router?.uplinks.map((line) => `${words.line(line.kind)} ${line.downMbit}/${line.upMbit} Mbit/s`) ?? [];
  return [
    `${words.of("site")} ${site.name}`,
    ...lines,
    `${words.of("router")} ${site.router.name}`,
    `${switches.length} ${words.of("switches")}`,
    `${site.accessPoints.length} ${words.of("accessPoints")}`,
    words.of(instanceOf(router, "verwaltung") ? "separate" : "noVerwaltung"),
  ].join("; ");
}
