import type { RouterIntent } from "../../model/intent.js";
import type { Platform } from "../../model/platform.js";
import type { Expectation, Port } from "./expected.js";
import { calledBy, type Host, ipv6Of } from "./hosts.js";
import { carriesIpv6, pathOf } from "./paths.js";
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
 * never arrive. Classes that a site has not (no Verwaltung in the building, no such machine) are left out.
 * @throws Error where no class is left: a proof without traffic proves nothing
 */
export function flowsOf({ topology }: Twin, platform: Platform, expected: Expectation, site: RouterIntent): Flow[] {
  const hosts = (name: string) => topology.hosts.filter((host) => called(host, name, site.site ?? ""));
  const pairs = (from: string, to: string) =>
    hosts(from).flatMap((source) => hosts(to).map((target): [Host, Host] => [source, target]));
  // What a narrow line refuses cannot come back by it.
  const fallback = expected.withoutPrimary(site.site ?? "");
  const allowed = ALLOWED.flatMap(([from, to]) => {
    for (const [source, target] of pairs(from, to)) {
      const port = openPort(fallback, source, target);
      if (port !== undefined && pathOf(platform, source, target)?.length === 2)
        return both(`${from} → ${to}`, source, target, port.port, true, port.protocol);
    }
    return [];
  });
  if (allowed.length === 0)
    throw new Error(`${site.device.name}: nothing is allowed between the site and what its tunnels lead to`);
  const forbidden = FORBIDDEN.flatMap(([from, to]) => {
    const ends = pairs(from, to);
    const pair = ends.find(([a, b]) => !expected.allowed(a, b, "udp", FORBIDDEN_PORT));
    if (!pair && ends.length > 0) throw new Error(`${site.device.name}: ${from} may reach ${to}`);
    if (!pair) return [];
    return both(`${from} → ${to}`, ...pair, FORBIDDEN_PORT, false);
  });
  return [
    ...allowed,
    ...breakout(fallback, pairs("staff", "internet")),
    ...keptOff(platform, expected, [...pairs("pupils", "internet"), ...pairs("staff", "internet")]),
    ...forbidden,
  ];
}

/** What a teacher may send by UDP over the primary line: past the tunnels, and into one; IPv4. */
export function uploads({ topology }: Twin, expected: Expectation, { site = "" }: RouterIntent): Flow[] {
  const hosts = (name: string) => topology.hosts.filter((host) => called(host, name, site));
  const [from] = hosts("staff");
  return ["internet", "data-centre"].flatMap((name) => {
    const to = from && hosts(name).find((host) => openPort(expected, from, host) !== undefined);
    const port = to && openPort(expected, from, to);
    return to && port?.protocol === "udp"
      ? both(`staff → ${name}`, { ...from, ipv6: undefined }, to, port.port, true)
      : [];
  });
}

/** The site's own way to the Internet, where its second line carries it, too; IPv4, because few second lines have IPv6. */
function breakout(fallback: Expectation, [pair]: readonly (readonly [Host, Host])[]): Flow[] {
  if (!pair) return [];
  const [from, to] = pair;
  const port = openPort(fallback, from, to);
  return port === undefined
    ? []
    : both("staff → internet", from, { ...to, ipv6: undefined }, port.port, true, port.protocol);
}

/**
 * Open connections that must not go on by another line: the web of those who need the filter, and what a narrow line
 * refuses. They have to arrive while all lines are up, so by IPv6 only where the line has it.
 */
function keptOff(platform: Platform, expected: Expectation, pairs: readonly (readonly [Host, Host])[]): Flow[] {
  const found = new Map<string, Flow[]>();
  for (const [from, to] of pairs) {
    const nowhere = expected.closed(from, to, "tcp", WEB);
    const name = `${from.zone} → internet, not by ${nowhere.join(" and ")}`;
    if (nowhere.length === 0 || found.has(name) || !expected.allowed(from, to, "tcp", WEB)) continue;
    const six = carriesIpv6(platform, pathOf(platform, from, to), to);
    const flows = both(name, from, six ? to : { ...to, ipv6: undefined }, WEB, true);
    found.set(
      name,
      flows.map((flow) => ({ ...flow, protocol: "tcp", nowhere })),
    );
  }
  return [...found.values()].flat();
}

function called({ place, zone, machine }: Host, name: string, site: string): boolean {
  if (name === "site") return place === site;
  if (name === "data-centre") return machine !== undefined && place !== site;
  return zone === name && (place === site || ["internet", "verwaltung-central"].includes(name));
}

/** By UDP where that is allowed, else the first packet of a connection by TCP. */
function openPort(expected: Expectation, from: Host, to: Host): Port | undefined {
  const open = expected.ports(to).filter(({ protocol, port }) => expected.allowed(from, to, protocol, port));
  return open.find(({ protocol }) => protocol === "udp") ?? open[0];
}

function both(
  name: string,
  from: Host,
  to: Host,
  port: number,
  allowed: boolean,
  protocol: Port["protocol"] = "udp",
): Flow[] {
  const flow = (family: 4 | 6, source: string, address: string): Flow => ({
    id: `${name} IPv${family}`,
    from: from.namespace,
    to: to.namespace,
    ...{ source, address, port, allowed, protocol },
  });
  // What must never arrive is also tried by somebody who set an address by hand.
  const [source, target] = allowed ? [from.ipv6, to.ipv6] : [ipv6Of(from), ipv6Of(to)];
  const six = source && target ? [flow(6, source, target)] : [];
  return [flow(4, from.ipv4, calledBy(from, to)), ...six];
}
