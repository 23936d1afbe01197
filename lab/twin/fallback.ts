import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import { converged, parted } from "./converge.js";
import { plugIn, primaryCables, primaryLine, pull } from "./faults.js";
import { matrix, violationLine } from "./matrix.js";
import { pairsOf } from "./pairs.js";
import type { Scene, Verdict } from "./proof.js";
import { SETTLE } from "./scene.js";

/** The platform as the packets of a site find it while its primary line is down. */
export function onFallback(platform: Platform, site: RouterIntent): Platform {
  const { interface: primary } = primaryLine(site);
  const router = {
    ...site,
    uplinks: site.uplinks.filter((line) => line.interface !== primary),
    instances: site.instances.map((one) => ({
      ...one,
      tunnels: one.tunnels.filter(({ uplink }) => uplink !== primary),
    })),
  };
  const routers = { ...platform.network.routers, [site.device.name]: router };
  return { ...platform, network: { ...platform.network, routers } };
}

/** That the second line of a site carries what it shall carry, and nothing that it refuses. */
export async function proveFallback({ twin, platform, expected, sites, progress }: Scene): Promise<Verdict> {
  const site = sites.find(({ uplinks }) => uplinks.some(({ refuses }) => refuses)) ?? sites.find(hasFallback);
  const place = site?.site ?? "";
  if (!site) return { title: "fallback: no site of this twin has a second line", lines: [], problems: [], json: {} };
  const { packets } = pairsOf(twin.topology.hosts, [place]);
  const pairs = packets.filter(([from, to]) => from.place !== to.place && [from.place, to.place].includes(place));
  const cables = primaryCables(twin, site);
  progress(
    `${primaryLine(site).kind} line of ${site.device.name} is down: packets between ${pairs.length} pairs of hosts`,
  );
  await pull(twin, cables);
  await parted(twin, site, primaryLine(site).interface, SETTLE);
  const found = await matrix(twin, onFallback(platform, site), expected.withoutPrimary(place), pairs);
  await plugIn(twin, cables);
  await converged(twin, [site], SETTLE);
  const narrow = site.uplinks.flatMap(({ interface: line, refuses }) =>
    refuses ? [`${line} refuses ${refuses.join(", ")}`] : [],
  );
  const { probes, reached, violations, seconds } = found;
  return {
    title: `fallback: ${probes} probes by the second line of ${site.device.name}, ${reached} reached, ${violations.length} violations, ${seconds} s`,
    lines: narrow.length > 0 ? narrow : ["the line refuses nothing"],
    problems: violations.map(violationLine),
    json: found,
  };
}

const hasFallback = ({ uplinks }: RouterIntent) => uplinks.filter(({ idle }) => !idle).length > 1;
