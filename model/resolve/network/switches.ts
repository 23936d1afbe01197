import type { Catalogue } from "../../catalogue/schema.js";
import type { PortAuthentication, PortIntent, RadiusServer, SwitchIntent, WlanIntent } from "../../intent.js";
import { parsePrefix } from "../../net.js";
import type { PlatformSite } from "../../platform.js";
import type { Site } from "../../schema/site.js";
import type { Segment } from "../segments.js";
import { type CabledSwitch, cable, type Plug } from "./cabling.js";
import type { NetworkContext } from "./context.js";
import { accountOf, identity } from "./devices.js";
import { type FrontPort, portLabel } from "./ports.js";

/** Spanning tree (IEEE 802.1D steps of 4096): the main distributor is the root. */
const PRIORITY = { root: 4096, other: 32_768 } as const;

/** The switches of a site. */
export function siteSwitches(
  context: NetworkContext,
  site: PlatformSite,
  administration: readonly string[],
  wlan: readonly WlanIntent[],
  radius: readonly RadiusServer[],
): SwitchIntent[] {
  const { catalogue, declaration, resolvers, logServers } = context;
  const declared = declaration.sites.get(site.id) as Site;
  const segments = site.segments.filter(({ role }) => catalogue.segments.roles[role]?.routed);
  const management = segments.find(({ role }) => role === "management") as Segment;
  return cable(catalogue, site, declared).switches.map((cabled, index): SwitchIntent => {
    const device = site.switches[index] as PlatformSite["switches"][number];
    const fitted = ports(catalogue, segments, wlan, cabled);
    const { stack, ...made } = declared.switches[cabled.id] ?? {};
    return {
      device: identity(catalogue, device, site.id, "switch", made),
      ...(stack === undefined ? {} : { members: stack }),
      site: site.id,
      role: cabled.main ? "main" : "floor",
      distance: cabled.main ? 1 : 2,
      management: {
        vlan: management.vlan,
        address4: `${device.ipv4}/${parsePrefix(management.ipv4).length}`,
        gateway4: management.gateway4,
        address6: `${device.ipv6}/${parsePrefix(management.ipv6).length}`,
        gateway6: management.gateway6,
      },
      administration,
      account: accountOf(declaration, device.name),
      timeServers: resolvers,
      logServers,
      vlans: segments.map(({ vlan, role }) => ({ id: vlan, name: role })).sort((a, b) => a.id - b.id),
      ports: fitted,
      spanningTreePriority: cabled.main ? PRIORITY.root : PRIORITY.other,
      guardedVlans: numbers(segments.filter(({ role }) => catalogue.segments.roles[role]?.guarded)),
      ...portAuthentication(catalogue, declared, radius, fitted),
    };
  });
}

/** Only of a switch with ports that ask; a rule reports where a site has no secret for them. */
function portAuthentication(
  { portAuthentication: { source, anewSeconds, ...timers } }: Catalogue,
  { radiusSecret: secret }: Site,
  servers: readonly RadiusServer[],
  ports: readonly PortIntent[],
): { portAuthentication?: PortAuthentication } {
  if (secret === undefined || !ports.some(({ authentication }) => authentication)) return {};
  return { portAuthentication: { servers, secret, timers } };
}

function ports(
  catalogue: Catalogue,
  segments: readonly Segment[],
  wlan: readonly WlanIntent[],
  { ports: front, plugs }: CabledSwitch,
): PortIntent[] {
  const unused: Plug = { profile: "shut", description: "" };
  return front.map((it) => port(catalogue, segments, wlan, it, plugs.get(portLabel(it)) ?? unused));
}

function port(
  catalogue: Catalogue,
  segments: readonly Segment[],
  wlan: readonly WlanIntent[],
  front: FrontPort,
  plug: Plug,
): PortIntent {
  const profile = catalogue.ports[plug.profile];
  const vlanOf = (wanted: string | undefined) => segments.find(({ role }) => role === wanted)?.vlan;
  const native = vlanOf(profile?.segment);
  const about = {
    name: front.name,
    profile: plug.profile,
    description: plug.description,
    ...(front.uplink ? { uplink: true as const } : {}),
  };
  // A profile whose segment the site lacks (no Verwaltung in the building) stays shut.
  if (!profile || profile.mode === "shut" || native === undefined)
    return { ...about, mode: "shut", poe: false, trusted: false };
  const voice = vlanOf(profile.voice);
  return {
    ...about,
    mode: profile.mode,
    vlan: native,
    ...(profile.mode === "trunk" ? { allowed: trunked(segments, profile.vlans ?? [], sentBy(wlan, plug)) } : {}),
    ...(voice === undefined ? {} : { voiceVlan: voice }),
    poe: profile.poe && !front.uplink,
    trusted: profile.trusted,
    ...(profile.stormPercent === undefined ? {} : { stormPercent: profile.stormPercent }),
    ...(profile.maximumAddresses === undefined ? {} : { maximumAddresses: profile.maximumAddresses }),
    ...(profile.authentication === undefined ? {} : { authentication: signOn(profile.authentication, vlanOf) }),
  };
}

function signOn(
  { methods, unauthenticated, critical }: NonNullable<Catalogue["ports"][string]["authentication"]>,
  vlanOf: (role: string | undefined) => number | undefined,
): NonNullable<PortIntent["authentication"]> {
  const [unauthenticatedVlan, criticalVlan] = [vlanOf(unauthenticated), vlanOf(critical)];
  return {
    methods,
    ...(unauthenticatedVlan === undefined ? {} : { unauthenticatedVlan }),
    ...(criticalVlan === undefined ? {} : { criticalVlan }),
  };
}

function trunked(
  segments: readonly Segment[],
  roles: "all" | "wlan" | readonly string[],
  wlan: readonly WlanIntent[],
): number[] {
  if (roles === "all") return numbers(segments);
  const wanted = roles === "wlan" ? ["management", ...wlan.map(({ segment }) => segment)] : roles;
  return numbers(segments.filter(({ role }) => wanted.includes(role)));
}

/** An access point that is known by name gets what it sends; on a declared range any may stand. */
function sentBy(wlan: readonly WlanIntent[], { description }: Plug): readonly WlanIntent[] {
  const own = wlan.filter(({ accessPoints }) => accessPoints.includes(description));
  return own.length > 0 ? own : wlan;
}

const numbers = (segments: readonly Segment[]) => segments.map(({ vlan }) => vlan).sort((a, b) => a - b);
