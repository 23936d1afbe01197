import { createHash } from "node:crypto";
import type { Platform } from "../../model/platform.js";
import type { Host } from "./hosts.js";

export type Pair = readonly [Host, Host];

/** Up to so many sites all pairs of hosts are asked with packets. */
const WHOLE = 3;
/** Sites beyond the next one whose hosts are asked with packets. */
const SAMPLE = 3;
/** Seed of the sample: the same sites in every run. */
const SEED = 4711;

/**
 * Who is asked with packets, and who by the rules alone. With packets: the first site in itself, with the next one, a
 * sample of the others, all zones of the data centres and the Internet; and the data centres among themselves. By the
 * rules: each other site in itself, with the data centres and the Internet, and with the site after it.
 */
export function pairsOf(hosts: readonly Host[], sites: readonly string[]): { packets: Pair[]; rules: Pair[] } {
  const all = hosts.flatMap((from) => hosts.flatMap((to): Pair[] => (crosses(from, to) ? [[from, to]] : [])));
  if (sites.length <= WHOLE) return { packets: all, rules: [] };
  const [own = "", next = "", ...others] = sites;
  const near = new Set([own, next, ...sample(others)]);
  const central = ({ place }: Host) => !sites.includes(place);
  const packets = all.filter(([from, to]) =>
    from.place === own
      ? central(to) || near.has(to.place)
      : to.place === own
        ? central(from) || near.has(from.place)
        : central(from) && central(to),
  );
  const asked = new Set(packets);
  const after = new Map(sites.map((site, index) => [site, sites[(index + 1) % sites.length]]));
  const rules = all.filter((pair) => {
    const [from, to] = pair;
    const related = from.place === to.place || central(from) || central(to) || after.get(from.place) === to.place;
    return related && !asked.has(pair);
  });
  return { packets, rules };
}

/** Everybody at a site and in the data centres. */
export function pairsAt(hosts: readonly Host[], { sites }: Pick<Platform, "sites">, site: string | undefined): Pair[] {
  return pairsOf(
    hosts.filter(({ place }) => place === site || !sites[place]),
    [],
  ).packets;
}

/** Within a segment no router is asked; machines' own firewalls are not part of this twin, nor calls from outside. */
function crosses(from: Host, to: Host): boolean {
  return from !== to && from.zone !== "internet" && (from.place !== to.place || from.segment !== to.segment);
}

function sample(sites: readonly string[]): string[] {
  const key = (site: string) => createHash("sha256").update(`${SEED} ${site}`).digest("hex");
  return [...sites].sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, SAMPLE);
}
