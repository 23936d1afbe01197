import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import type { Expectation } from "./expected.js";
import type { Host } from "./hosts.js";
import { pathOf } from "./paths.js";
import type { Flow } from "./probe.js";
import type { Twin } from "./twin.js";

/** Port of forbidden traffic; the flow tables are asked whether it is forbidden indeed. */
const FORBIDDEN_PORT = 443;

const WEB = 443;

/** Who talks to whom while a line fails. `data-centre`: machines there; `site`: anybody at the site. */
const ALLOWED = [
  ["staff", "data-centre"],
  ["data-centre", "site"],
  ["verwaltung", "verwaltung-central"],
] as const;
const FORBIDDEN = [
  ["pupils", "internet"],
  ["guests", "internet"],
  ["guests", "staff"],
  ["guests", "data-centre"],
  ["staff", "verwaltung"],
  ["staff", "verwaltung-central"],
  ["verwaltung", "staff"],
  ["verwaltung", "data-centre"],
] as const;

/**
 * Steady traffic of a site, in each family that both ends have: what must come back after a failure, and what must
 * never arrive.
 * @throws Error where the site or the tables know no such flow: a proof without traffic proves nothing
 */
export function flowsOf({ topology }: Twin, platform: Platform, expected: Expectation, site: RouterIntent): Flow[] {
  const hosts = (name: string) => topology.hosts.filter((host) => called(host, name, site.site ?? ""));
  const pairs = (from: string, to: string) =>
    hosts(from).flatMap((source) => hosts(to).map((target): [Host, Host] => [source, target]));
  const allowed = ALLOWED.flatMap(([from, to]) => {
    for (const [source, target] of pairs(from, to)) {
      const port = openPort(expected, source, target);
      if (port !== undefined && pathOf(platform, source, target)?.length === 2)
        return both(`${from} → ${to}`, source, target, port, true);
    }
    throw new Error(`${site.device.name}: nothing by UDP is allowed from ${from} to ${to}`);
  });
  const forbidden = FORBIDDEN.flatMap(([from, to]) => {
    const [pair] = pairs(from, to).filter(([a, b]) => !expected.allowed(a, b, "udp", FORBIDDEN_PORT));
    if (!pair) throw new Error(`${site.device.name}: ${from} may reach ${to}, or one of them does not exist`);
    return both(`${from} → ${to}`, ...pair, FORBIDDEN_PORT, false);
  });
  return [...allowed, ...filteredOnly(expected, site, pairs("pupils", "internet")), ...forbidden];
}

/** The web of those who need the filter: an open connection must not go on by a line that has none. */
function filteredOnly(expected: Expectation, { site = "" }: RouterIntent, pairs: readonly [Host, Host][]): Flow[] {
  const nowhere = expected.unfiltered(site);
  const [pair] = pairs.filter(([from, to]) => expected.allowed(from, to, "tcp", WEB));
  if (!pair || nowhere.length === 0) return [];
  const flows = both("pupils → internet by the filter", ...pair, WEB, true);
  return flows.map((flow) => ({ ...flow, protocol: "tcp", nowhere }));
}

function called({ place, zone, machine }: Host, name: string, site: string): boolean {
  if (name === "site") return place === site;
  if (name === "data-centre") return machine !== undefined && place !== site;
  return zone === name && (place === site || ["internet", "verwaltung-central"].includes(name));
}

function openPort(expected: Expectation, from: Host, to: Host): number | undefined {
  const ports = expected.ports(to).filter(({ protocol }) => protocol === "udp");
  return ports.find(({ port }) => expected.allowed(from, to, "udp", port) !== undefined)?.port;
}

function both(name: string, from: Host, to: Host, port: number, allowed: boolean): Flow[] {
  const flow = (family: 4 | 6, source: string, address: string): Flow => ({
    id: `${name} IPv${family}`,
    from: from.namespace,
    to: to.namespace,
    ...{ source, address, port, allowed },
  });
  const six = from.ipv6 && to.ipv6 ? [flow(6, from.ipv6, to.ipv6)] : [];
  return [flow(4, from.ipv4, to.ipv4), ...six];
}
