import type { Catalogue } from "../../model/catalogue/schema.js";
import type { InstanceId, InstanceIntent, RouterIntent, SwitchIntent, UplinkIntent } from "../../model/intent.js";
import type { Platform, PlatformSite } from "../../model/platform.js";
import { GAP } from "./drawing.js";
import type { Words } from "./words.js";

/** Names of segments and of port profiles. */
export type Names = Pick<Catalogue, "segments" | "ports">;

/** What the picture of a site is made from. */
export interface SiteScene {
  readonly platform: Platform;
  readonly catalogue: Names;
  readonly site: PlatformSite;
  readonly router: RouterIntent | undefined;
  readonly switches: readonly SwitchIntent[];
  readonly words: Words;
}

export const WIDTH = 1240;
export const LEFT = GAP;
export const RIGHT = WIDTH - GAP;
/** Columns of switches, school network and Verwaltungsnetz: left edge and width. */
export const COLUMNS = {
  switches: { x: LEFT, width: 560 },
  education: { x: 608, width: 372 },
  verwaltung: { x: 1012, width: 204 },
} as const;

export function instanceOf(router: RouterIntent | undefined, id: InstanceId): InstanceIntent | undefined {
  return router?.instances.find((instance) => instance.id === id);
}

/** Colour by operator, style by role. */
export function lineStyle({ kind, role, idle }: Pick<UplinkIntent, "kind" | "role" | "idle">): string {
  return `line-${kind}${idle ? " idle" : role === "fallback" ? " fallback" : ""}`;
}
