import { append, groupBy } from "../../model/collections.js";
import type { PortIntent, SwitchIntent } from "../../model/intent.js";
import { type Drawing, lineHeight } from "./drawing.js";
import { wrapped } from "./measure.js";
import { COLUMNS, type SiteScene } from "./scene.js";
import { TEXTS, trustClass } from "./style.js";

const { x: X, width: WIDTH } = COLUMNS.switches;
const INDENT = 28;
const SQUARE = { size: 8, step: 10 } as const;
/** Each so many ports a number stands below the squares. */
const NUMBERED = 10;

/** The switches as a tree under the main distributor, port by port, and the access points; returns the lower edge. */
export function drawSwitches(drawing: Drawing, scene: SiteScene, top: number): number {
  const { switches, words, site } = scene;
  const [main, ...others] = [...switches].sort((a, b) => Number(b.role === "main") - Number(a.role === "main"));
  if (!main) return drawing.text(X, top, words.of("noSwitches"), "t", WIDTH);
  const from = X + 12;
  // The router's Schulnetz compartment carries all VLANs to the main distributor.
  drawing.path(
    [
      [from, top - 32],
      [from, top],
    ],
    "inside",
  );
  let y = drawSwitch(drawing, scene, main, { x: X, y: top, width: WIDTH });
  for (const one of others) {
    drawing.path(
      [
        [from, y],
        [from, y + 22],
        [X + INDENT, y + 22],
      ],
      "inside",
    );
    const bottom = drawSwitch(drawing, scene, one, { x: X + INDENT, y: y + 10, width: WIDTH - INDENT });
    if (one !== others.at(-1))
      drawing.path(
        [
          [from, y + 22],
          [from, bottom],
        ],
        "inside",
      );
    y = bottom;
  }
  const box = { x: X, y: y + 12, width: WIDTH, height: 34 };
  drawing.box(box, "card", "access-points");
  drawing.text(X + 12, box.y + 7, `${site.accessPoints.length} ${words.of("accessPoints")}`, "h2", WIDTH - 24);
  return box.y + box.height;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function drawSwitch(drawing: Drawing, scene: SiteScene, one: SwitchIntent, { x, y, width }: Place): number {
  const { words, catalogue, site } = scene;
  const { device, role, ports, members } = one;
  const declared = site.switches.find(({ name }) => name === device.name);
  const powered = ports.filter(({ poe }) => poe).length;
  const right = `${ports.length} ${words.of("ports")}, ${powered} ${words.of("poe")}`;
  drawing.text(x + 10, y + 6, `${device.name} · ${declared?.id ?? ""}`, "h2", width - 220);
  drawing.text(x + width - 10, y + 7, right, "t", 190, "end");
  const made = members === undefined ? device.model : `${members} × ${device.model}`;
  const about = [words.of(role), declared?.place, made].flatMap((part) => part ?? []);
  let next = drawing.text(x + 10, y + 27, about.join(" · "), "s", width - 20) + 4;
  next = drawFront(drawing, scene, ports, { x: x + 10, y: next, width: width - 20 });
  const name = (profile: string) => catalogue.ports[profile]?.name[words.language] ?? profile;
  const named = [...tally(ports)].map(([profile, some]) => [profile, `${name(profile)} ${rangesOf(some)}`] as const);
  const open = named.filter(([profile]) => !isVerwaltung(scene, profile)).map(([, text]) => text);
  next = drawing.lines(x + 10, next, wrapped(open, width - 20, TEXTS.s, " · "), "s", width - 20);
  const own = named.filter(([profile]) => isVerwaltung(scene, profile)).map(([, text]) => text);
  if (own.length > 0) next = drawing.text(x + 10, next, own.join(" · "), "v", width - 20);
  drawing.box({ x, y, width, height: next - y + 6 }, "card", `switch ${device.name}`);
  return next + 6;
}

/** The front, port by port in its order, with each slot's first number and each tenth one below; returns the lower edge. */
function drawFront(drawing: Drawing, scene: SiteScene, ports: readonly PortIntent[], { x, y, width }: Place): number {
  const perRow = Math.floor(width / (SQUARE.step * NUMBERED)) * NUMBERED + 2;
  const kinds = new Map<string, [number, number][]>();
  let next = y;
  for (let first = 0; first < ports.length; first += perRow) {
    for (const [column, port] of ports.slice(first, first + perRow).entries()) {
      const left = x + column * SQUARE.step;
      append(kinds, looks(scene, port), [left, next]);
      const { slot, number } = numberOf(port);
      const before = ports[first + column - 1];
      const begins = before !== undefined && numberOf(before).slot !== slot;
      if (begins || column === 0 || (usual(slot) && Number(number) % NUMBERED === 0))
        drawing.text(left, next + SQUARE.size + 1, shown(slot, number), "s", 4 * SQUARE.step);
    }
    next += SQUARE.size + lineHeight("s") + 3;
  }
  for (const [kind, corners] of kinds) drawing.squares(corners, SQUARE.size, `port-${kind}`);
  return next;
}

/** `GigabitEthernet1/0/49` → slot `1/0/`, number 49. */
function numberOf({ name }: PortIntent): { slot: string; number: string } {
  const [, slot = "", number = name] = /^[^\d]*([\d/]*?)(\d+)$/.exec(name) ?? [];
  return { slot, number };
}

/** `1–34, 37, 1/1/1–2`: the numbers on the front, with the slot only where it is not the usual one. */
function rangesOf(ports: readonly PortIntent[]): string {
  const ranges: { slot: string; from: number; to: number }[] = [];
  for (const port of ports) {
    const { slot, number } = numberOf(port);
    const last = ranges.at(-1);
    if (last?.slot === slot && last.to + 1 === Number(number)) last.to++;
    else ranges.push({ slot, from: Number(number), to: Number(number) });
  }
  return ranges
    .map(({ slot, from, to }) => (from === to ? shown(slot, from) : `${shown(slot, from)}–${to}`))
    .join(", ");
}

/** Slot of the only member's fixed ports, or none at all: not said. */
const usual = (slot: string) => slot === "1/0/" || slot === "";
const shown = (slot: string, number: number | string) => `${usual(slot) ? "" : slot}${number}`;

function looks(scene: SiteScene, { mode, profile }: PortIntent): string {
  if (mode === "shut") return "shut";
  if (profile === "access-point") return profile;
  return mode === "trunk" ? "trunk" : trustClass(trustOf(scene, profile));
}

function trustOf({ catalogue }: SiteScene, profile: string): string | undefined {
  return catalogue.segments.roles[catalogue.ports[profile]?.segment ?? ""]?.trust;
}

const isVerwaltung = (scene: SiteScene, profile: string) => trustOf(scene, profile) === "verwaltung";

/** Profile → ports; one that is shut counts as that, whatever it was meant for. */
function tally(ports: readonly PortIntent[]): Map<string, PortIntent[]> {
  return groupBy(ports, ({ mode, profile }) => (mode === "shut" ? "shut" : profile));
}
