// node --import tsx bench/city.ts [sites]: the twin of all sites up, configured and proven, and the matrix of one site.
// Needs root and an idle machine; all 44 sites take some 40 minutes on two cores.
import { join } from "node:path";
import { proveFiles } from "../lab/twin/files.js";
import { proveMatrix } from "../lab/twin/matrix.js";
import type { Scene, Verdict } from "../lab/twin/proof.js";
import { PROJECT } from "../scripts/lib/command.js";
import { builtSites } from "../scripts/lib/twin.js";
import { row } from "./timing.js";
import { declared, withTwin } from "./twin.js";

/** Seconds: figures of the network, a site's matrix and the whole city. */
const MATRIX = 30;
const CITY = 20 * 60;

const all = declared();
const built = builtSites(all).length;
const sites = Number(process.argv[2] ?? built);
if (!(sites >= 1 && sites <= built)) throw new Error(`expected 1 to ${built} sites, got ${process.argv[2]}`);
const devices = join(PROJECT, "inventories/hansestadt/devices");
const begin = performance.now();
await withTwin(sites, { ...all, devices }, figures);

async function figures(scene: Scene): Promise<void> {
  for (const prove of [proveFiles, proveMatrix]) sound(await prove(scene));
  const city = (performance.now() - begin) / 1000;
  row(`${sites} sites up, configured and proven`, city, "s", `<= ${CITY}`, city <= CITY);
  const start = performance.now();
  sound(await proveMatrix({ ...scene, sites: scene.sites.slice(0, 1) }));
  const one = (performance.now() - start) / 1000;
  row("matrix of one site", one, "s", `<= ${MATRIX}`, one <= MATRIX);
}

/** @throws Error where something is not proven: then its time says nothing */
function sound({ title, problems }: Verdict): void {
  console.log(title);
  if (problems.length > 0) throw new Error(problems.slice(0, 5).join("\n"));
}
