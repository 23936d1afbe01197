import type { Catalogue } from "../../catalogue/schema.js";
import type { DhcpIntent, InstanceId, RoutedSegment } from "../../intent.js";
import { contains, formatAddress, host, parsePrefix, sizeOf } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { Site } from "../../schema/site.js";
import { segmentInterface } from "../../segment-interface.js";
import { siteOf } from "../clusters.js";
import type { Segment } from "../segments.js";
import { type CentralSegment, instanceOf, type NetworkContext } from "./context.js";

const IPV6_LOCAL = parsePrefix("fc00::/7");

/** Segments of a site that one instance of its router routes. */
export function siteRouted(context: NetworkContext, site: PlatformSite, instance: InstanceId): RoutedSegment[] {
  const { declaration, catalogue } = context;
  const declared = declaration.sites.get(site.id) as Site;
  return site.segments
    .filter((segment) => catalogue.segments.roles[segment.role]?.routed && instanceOf(segment) === instance)
    .map((segment) => {
      const settings = declared.segments[segment.role] ?? {};
      const gatewayOwner = settings.gateway ?? "router";
      const ipv6Mode = settings.ipv6Mode ?? modeOf(segment);
      const addresses = [at(segment.ipv4, 1), ...(ipv6Mode === "off" ? [] : [at(segment.ipv6, 1)])];
      return {
        ...segment,
        interface: segmentInterface(segment.role),
        addresses: gatewayOwner === "router" ? addresses : [],
        gatewayOwner,
        dhcp: dhcp(context, site, segment, settings, gatewayOwner),
        ipv6Mode,
      };
    });
}

/** Prefixes of the educational network: the pool of the address plan, and what these sites keep outside of it. */
export function educational({ declaration }: NetworkContext, sites: readonly PlatformSite[]): string[] {
  const { ipv4, ipv6 } = declaration.traeger.addressPlan;
  const pool = [ipv4, ipv6].map(parsePrefix);
  const kept = sites
    .flatMap(({ segments }) => segments.filter((segment) => instanceOf(segment) === "education"))
    .flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6])
    .filter((prefix) => !pool.some((all) => contains(all, parsePrefix(prefix))));
  return [ipv4, ipv6, ...new Set(kept)];
}

/** A segment of a data centre: the pair shares the first address, the hubs have the two after it. */
export function hubRouted(segment: CentralSegment | (Segment & { interface: string }), hub: number): RoutedSegment {
  const own = 2 + hub;
  const { school, ...rest } = segment as CentralSegment;
  return {
    ...rest,
    addresses: [at(segment.ipv4, own), at(segment.ipv6, own)],
    shared: {
      addresses: [at(segment.ipv4, 1), at(segment.ipv6, 1)],
      id: segment.trust === "verwaltung" ? 2 : 1,
      priority: hub === 0 ? 200 : 100,
    },
    gatewayOwner: "router",
    dhcp: { owner: "none" },
    ipv6Mode: modeOf(segment),
  };
}

/** Prefixes of a segment that carry traffic: none of IPv6 where it is off. */
export function prefixesOf({ ipv4, ipv6, ipv6Mode }: RoutedSegment): string[] {
  return ipv6Mode === "off" ? [ipv4] : [ipv4, ipv6];
}

function modeOf({ ipv6 }: Pick<Segment, "ipv6">): "ula" | "gua" {
  const { base } = parsePrefix(ipv6);
  return base >= IPV6_LOCAL.base && base < IPV6_LOCAL.base + sizeOf(IPV6_LOCAL) ? "ula" : "gua";
}

function at(prefix: string, part: number): string {
  const parsed = parsePrefix(prefix);
  return `${host(parsed, part)}/${parsed.length}`;
}

function dhcp(
  context: NetworkContext,
  site: PlatformSite,
  segment: Segment,
  settings: Site["segments"][string],
  gateway: string,
): DhcpIntent {
  const role = context.catalogue.segments.roles[segment.role] as Catalogue["segments"]["roles"][string];
  const owner = settings.dhcp ?? (gateway === "school-server" ? "school-server" : role.dhcp);
  if (owner === "school-server") return { owner, servers: schoolServers(context, site) };
  if (owner === "central")
    return { owner, servers: directoryServers(context), withoutUplink: settings.withoutUplink ?? "closed" };
  if (owner === "none") return { owner };
  // The first quarter of the prefix stays free for fixed addresses.
  const { base, bits, ...prefix } = parsePrefix(segment.ipv4);
  const size = sizeOf({ base, bits, ...prefix });
  return {
    owner,
    first: formatAddress(base + (size / 4n > 2n ? size / 4n : 2n), bits),
    last: formatAddress(base + size - 2n, bits),
    lease: role.leaseHours * 3600,
    nameservers: nameserversOf(context, segment),
    timeServers: [segment.gateway4],
  };
}

/** The router answers for the educational networks; the Verwaltungsnetz has servers of its own, which are asked directly. */
function nameserversOf({ coupling }: NetworkContext, segment: Segment): readonly string[] {
  return instanceOf(segment) === "verwaltung" ? (coupling?.verwaltung?.nameservers ?? []) : [segment.gateway4];
}

/** Machines at the site that serve a school's network. */
export function schoolServers(context: NetworkContext, site: Pick<PlatformSite, "id">): string[] {
  return serversAt(context, site, "school-server-network");
}

/** Machines at the site that a flow of the catalogue leads to. */
export function serversAt(
  { catalogue, placed }: NetworkContext,
  { id }: Pick<PlatformSite, "id">,
  flow: string,
): string[] {
  const kinds = catalogue.flows[flow]?.to ?? [];
  return placed
    .filter((vm) => siteOf(vm.cluster) === id && kinds.includes(vm.kind))
    .flatMap((vm) => vm.nics.map((nic) => nic.ipv4));
}

/** Central machines that give addresses: the resolvers' kind. */
function directoryServers({ resolvers }: NetworkContext): string[] {
  return resolvers.filter((address) => !address.includes(":"));
}
