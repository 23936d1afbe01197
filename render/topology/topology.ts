import { groupBy } from "../../model/collections.js";
import type { Platform } from "../../model/platform.js";
import type { Drawing } from "./drawing.js";
import { overviewDrawing } from "./overview.js";
import type { Names } from "./scene.js";
import { siteDrawing } from "./site.js";
import { LANGUAGES, Words } from "./words.js";

/** Path → picture: one of each site and one of all, in German and (`.en.svg`) English. */
export function topologyDrawings(platform: Platform, catalogue: Names): Map<string, Drawing> {
  const switches = groupBy(Object.values(platform.network.switches), ({ site }) => site);
  const drawings = new Map<string, Drawing>();
  for (const language of LANGUAGES) {
    const words = new Words(language);
    const ending = language === "de" ? "svg" : `${language}.svg`;
    drawings.set(`topology/overview.${ending}`, overviewDrawing(platform, words));
    for (const site of Object.values(platform.sites)) {
      const router = platform.network.routers[site.router.name];
      const scene = { platform, catalogue, site, router, switches: switches.get(site.id) ?? [], words };
      drawings.set(`topology/sites/${site.id}.${ending}`, siteDrawing(scene));
    }
  }
  return drawings;
}

/** The same as SVG text. */
export function renderTopology(platform: Platform, catalogue: Names): Map<string, string> {
  return new Map([...topologyDrawings(platform, catalogue)].map(([path, drawing]) => [path, drawing.svg()]));
}
