import { isIP } from "node:net";
import { ownAddresses, segmentHost } from "../../lab/twin/hosts.js";
import { type Hop, pathOf } from "../../lab/twin/paths.js";
import { suggestion } from "../../model/candidates.js";
import type { InstanceIntent, Policy, PolicyEnd, RouterIntent } from "../../model/intent.js";
import { broadcastOf, contains, formatAddress, networkOf, parseAddress, parsePrefix, single } from "../../model/net.js";
import type { Platform } from "../../model/platform.js";
import { covers } from "../../model/resolve/network/policies.js";
import type { Segment } from "../../model/resolve/segments.js";
import { type Look, whereToLook } from "../../render/adapters/linux/look.js";
import { both } from "../../render/adapters/text.js";

/** A question that names nothing the declaration has. */
export class UnknownEnd extends Error {}

/** One end of a question. */
interface Spot {
  readonly name: string;
  readonly address: string;
  /** IPv4 address by which other places call it, where its segment is translated. */
  readonly outside?: string;
  /** Site, data centre or `outside`. */
  readonly place: string;
  readonly zone: string;
  /** IPv4 prefix of its segment. */
  readonly segment?: string;
  /** Key of a machine: it has a firewall of its own. */
  readonly machine?: string;
  /** Router that has the address itself. */
  readonly router?: string;
}

/** What one router on the way says. */
export interface Verdict {
  readonly router: string;
  readonly instance: string;
  readonly in: string;
  /** Absent: the packet is for the router itself. */
  readonly out?: string;
  /** Flows that allow it; none: default deny. */
  readonly allowedBy: readonly Pick<Policy, "id" | "purpose" | "owner" | "source" | "until" | "protocol" | "ports">[];
  /** Flows by which it would pass to the target's whole segment, were it sent to this address. */
  readonly toAll?: { readonly address: string; readonly ids: readonly string[] };
  /** Lines of the router that it does not go by, even while no other one is up. */
  readonly notBy: readonly string[];
  /** Only on `linux`. */
  readonly look?: Look;
}

export interface Answer {
  readonly from: Spot;
  readonly to: Spot;
  /** Absent where no router is on the way, or none leads there. */
  readonly way?: readonly Verdict[];
}

/**
 * Who may reach whom, from the declaration alone: the routers on the way while all lines are up, and what their flow
 * tables say.
 * @param port  `tcp/443`, `udp/53` or `icmp`; without it every flow between the two counts
 * @throws UnknownEnd
 */
export function answer(platform: Platform, from: string, to: string, port?: string): Answer {
  if (port !== undefined && !/^((tcp|udp)\/\d{1,5}|icmp)$/.test(port))
    throw new UnknownEnd(`${port} is no port; expected tcp/443, udp/53 or icmp`);
  const ends = { from: spot(platform, from), to: spot(platform, to) };
  const hops = hopsOf(platform, ends.from, ends.to);
  return { ...ends, ...(hops ? { way: hops.map((hop) => verdict(platform, hop, ends, port)) } : {}) };
}

function hopsOf(platform: Platform, from: Spot, to: Spot): Partial<Hop>[] | undefined {
  const [a, b] = [from, to].map((one) => ({ ...one, namespace: one.name, ipv4: one.address, lines: [] }));
  if (!a || !b) return undefined;
  const hops = pathOf(platform, a, b);
  const { router } = to;
  if (!hops || router === undefined) return hops;
  const last = hops.at(-1);
  const [segment] = segmentsAt(platform, from.segment);
  const own = last ?? { router, instance: segment?.instance.id, iifname: segment?.segment.interface };
  return [...hops.slice(0, -1), { ...own, oifname: undefined }];
}

function verdict(
  platform: Platform,
  hop: Partial<Hop>,
  { from, to }: Pick<Answer, "from" | "to">,
  port?: string,
): Verdict {
  const { router = "", iifname = "", oifname } = hop;
  const intent = platform.network.routers[router] as RouterIntent;
  const instance = intent.instances.find(({ id }) => id === hop.instance) as InstanceIntent;
  const possible = (oifname === undefined ? instance.services : instance.policies).filter(
    (policy) =>
      meets(policy.from, instance, iifname, addressAt(intent, from)) && (port === undefined || means(policy, port)),
  );
  const target = instance.segments.find(({ interface: name }) => name === oifname);
  const all = target ? broadcastOf(target.ipv4) : undefined;
  const found = possible.filter(
    (policy) =>
      meets(policy.to, instance, oifname, addressAt(intent, to)) && (to.address !== all || policy.broadcast === true),
  );
  const woken = possible.filter(
    ({ broadcast, to: end }) => broadcast && to.address !== all && end.at === "segment" && end.interface === oifname,
  );
  return {
    ...{ router, instance: instance.id, in: iifname },
    ...(oifname === undefined ? {} : { out: oifname }),
    allowedBy: found.map(({ id, purpose, owner, source, until, protocol, ports }) => ({
      ...{ id, purpose, owner, source, protocol },
      ...(ports === undefined ? {} : { ports }),
      ...(until === undefined ? {} : { until }),
    })),
    notBy: intent.uplinks.flatMap(({ interface: line, refuses = [] }) =>
      oifname !== undefined && leaves(found) && found.every((policy) => refuses.includes(policy.class)) ? [line] : [],
    ),
    ...(all !== undefined && woken.length > 0 ? { toAll: { address: all, ids: woken.map(({ id }) => id) } } : {}),
    ...(intent.device.adapter === "linux" ? { look: whereToLook(instance, iifname, oifname, to.address === all) } : {}),
  };
}

/** A router sees a translated segment of another place by the address that it has outside. */
const addressAt = ({ site, device }: RouterIntent, { place, address, outside }: Spot) =>
  place === (site ?? device.place) ? address : (outside ?? address);

const leaves = (policies: readonly Policy[]) =>
  policies.some(({ from, to }) => [from, to].some(({ at }) => at === "tunnel" || at === "internet"));

function meets(end: PolicyEnd, { tunnels }: InstanceIntent, name: string | undefined, address: string): boolean {
  if (end.at === "device") return name === undefined;
  if (end.at === "internet") return end.via.includes(name ?? "");
  const here = end.at === "segment" ? end.interface === name : tunnels.some(({ interface: one }) => one === name);
  return here && end.prefixes.some((prefix) => holds(prefix, address));
}

function means(policy: Policy, port: string): boolean {
  const [kind = "", number] = port.split("/");
  return covers(policy, kind, Number(number));
}

/** An address, `<site>/<segment>`, the key of a machine, or `internet`. */
function spot(platform: Platform, text: string): Spot {
  if (text === "internet") return outside("203.0.113.10", text);
  if (isIP(text) > 0) return ofAddress(platform, text, text);
  const machine = platform.machines[text];
  const [nic] = machine?.nics ?? [];
  if (nic) return { ...ofAddress(platform, nic.ipv4, text), machine: text };
  const named = segmentsAt(platform).find((one) => nameOf(one) === text);
  if (named) {
    const routers = segmentsAt(platform, named.segment.ipv4).flatMap(({ segment }) => ownAddresses(segment));
    const machines = Object.values(platform.machines).flatMap(({ nics }) => nics.map(({ ipv4 }) => ipv4));
    const someone = segmentHost(named.segment, named.place, new Set([...routers, ...machines]));
    return ofAddress(platform, someone.outside ?? someone.ipv4, text);
  }
  const known = ["internet", ...Object.keys(platform.machines), ...segmentsAt(platform).map(nameOf)];
  throw new UnknownEnd(`${text} is no address, no segment and no machine; ${suggestion(text, known)}`);
}

/** What an address means to all, before what it means at one site only. */
function ofAddress(platform: Platform, text: string, name: string): Spot {
  const all = segmentsAt(platform);
  const found =
    all.find(({ segment }) => holds(known(segment), text) || holds(segment.ipv6, text)) ??
    all.find(({ segment }) => holds(segment.ipv4, text));
  if (!found) return outside(text, name);
  const { router, place, segment } = found;
  const two = segment.translated && !text.includes(":");
  const address = two ? inPrefix(segment.ipv4, text) : text;
  const owner = all.find((one) => one.place === place && ownAddresses(one.segment).includes(address))?.router;
  return {
    ...{ name, address, place, zone: segment.zone, segment: segment.ipv4 },
    ...(two ? { outside: inPrefix(known(segment), text) } : {}),
    ...(owner ? { router: owner.device.name } : {}),
    ...(router.site ? {} : machineAt(platform, address)),
  };
}

/** The prefix by which all places but its own know a segment. */
const known = ({ ipv4, translated }: Segment) => translated?.ipv4 ?? ipv4;

/** The address with the same host part. */
function inPrefix(prefix: string, address: string): string {
  const { length, base } = parsePrefix(prefix);
  return formatAddress(base + parseAddress(address) - networkOf(address, length).base, 32);
}

function machineAt({ machines }: Platform, address: string): { machine?: string } {
  const found = Object.values(machines).find(({ nics }) =>
    nics.some(({ ipv4, ipv6 }) => [ipv4, ipv6].includes(address)),
  );
  return found ? { machine: found.key } : {};
}

const outside = (address: string, name: string): Spot => ({ name, address, place: "outside", zone: "internet" });

function segmentsAt({ network }: Platform, prefix?: string) {
  return Object.values(network.routers).flatMap((router) =>
    router.instances.flatMap((instance) =>
      instance.segments
        .filter(({ ipv4, addresses }) => addresses.length > 0 && (prefix === undefined || ipv4 === prefix))
        .map((segment) => ({ router, instance, segment, place: router.site ?? router.device.place })),
    ),
  );
}

const nameOf = ({ place, segment }: ReturnType<typeof segmentsAt>[number]) => `${place}/${segment.role}`;

function holds(prefix: string, address: string): boolean {
  return prefix.includes(":") === address.includes(":") && contains(parsePrefix(prefix), single(address));
}

/** For people, who read it in a hurry. */
export function answerText({ from, to, way }: Answer, port = "any port"): string {
  const title = `${called(from)} → ${called(to)}, ${port}`;
  if (!way) return `${title}: dropped\n  no router leads from the one to the other, whatever is allowed`;
  if (way.length === 0)
    return `${title}: no router sees it, both are in one segment; look at the switches and at the target`;
  const through = way.every(({ allowedBy }) => allowedBy.length > 0);
  const own =
    through && to.machine ? [`then the machine's own firewall: npm run show -- machines.${to.machine}.firewall`] : [];
  return [`${title}: ${through ? "allowed" : "dropped"}`, ...way.flatMap(verdictLines), ...own].join("\n  ");
}

function verdictLines({ router, instance, in: from, out, allowedBy, toAll, notBy, look }: Verdict): string[] {
  return [
    `${router}, ${instance}: ${from} → ${out ?? "the router itself"}`,
    ...(allowedBy.length === 0 ? ["    dropped: no flow allows it (default deny)"] : []),
    ...allowedBy.flatMap(({ id, purpose, owner, source, until, protocol, ports }) => [
      `    allowed by ${id} (${protocol}${ports === undefined ? "" : ` ${ports}`}): ${both(purpose)}`,
      `        owner: ${both(owner)}`,
      `        ${source}${until === undefined ? "" : `; until ${until}`}`,
    ]),
    ...(toAll ? [`    to ${toAll.address}, and so to all hosts there, ${toAll.ids.join(", ")} allows it`] : []),
    ...(notBy.length > 0 ? [`    but not by ${notBy.join(", ")}: too narrow for it, refused there at once`] : []),
    ...(look ? lookLines(look, allowedBy.length > 0) : []),
  ];
}

function lookLines({ base, chain, log, netns }: Look, allowed: boolean): string[] {
  const nft = `${netns}nft list chain inet plattform`;
  return allowed
    ? [`    rule: ${nft} ${chain}`]
    : [`    counter, last line of: ${nft} ${base}`, `    log: journalctl -k -g '${log}'`];
}

function called({ name, address, outside }: Spot): string {
  const also = [
    ...(name === address ? [] : [address]),
    ...(outside === undefined || outside === name ? [] : [`outside ${outside}`]),
  ];
  return also.length === 0 ? name : `${name} (${also.join(", ")})`;
}
