import type { Catalogue } from "../../catalogue/schema.js";
import type { PlatformSite } from "../../platform.js";
import type { Site } from "../../schema/site.js";
import { modelOf } from "./devices.js";
import { type FrontPort, frontPorts, portLabel, portPlaces } from "./ports.js";
import { accessPointsFed, type Power, power } from "./power.js";

/** What is plugged into one port. */
export interface Plug {
  readonly profile: string;
  readonly description: string;
}

export interface CabledSwitch {
  readonly id: string;
  readonly ports: readonly FrontPort[];
  /** Port as the declaration writes it → what is plugged in. */
  readonly plugs: ReadonlyMap<string, Plug>;
  readonly main: boolean;
  /** What its members feed beside access points, in their order. Empty where it has no PoE budget: what is plugged in is fed otherwise. */
  readonly power: readonly Power[];
}

export interface Cabling {
  readonly switches: readonly CabledSwitch[];
  /** Things without a port, in words. */
  readonly missing: readonly string[];
}

interface Rack extends Omit<CabledSwitch, "power"> {
  readonly plugs: Map<string, Plug>;
  readonly members: number;
  readonly poeWatt: number;
  readonly name: string;
}

/** The main distributor of a site: the switch that says so, else the first one. */
export function mainSwitch({ switches }: Pick<Site, "switches">): string | undefined {
  const ids = Object.keys(switches);
  return ids.find((id) => switches[id]?.role === "main") ?? ids[0];
}

/**
 * Which thing is plugged where. Declared ranges come first; then the way to the router and between the distributors
 * (uplink ports, then access ports from the end), the nodes of the site's own cluster, and the access points on the
 * first free ports with power. All other ports stay shut.
 */
export function cable(catalogue: Pick<Catalogue, "devices" | "ports">, site: PlatformSite, declared: Site): Cabling {
  const racks = racksOf(catalogue, site, declared);
  const missing: string[] = [];
  const plug = (rack: Rack, port: FrontPort | undefined, to: Plug, what: string) => {
    if (port) rack.plugs.set(portLabel(port), to);
    else missing.push(what);
  };
  const main = racks.find((rack) => rack.main);
  if (!main) return { switches: [], missing };
  plug(
    main,
    declaredRouter(main) ?? trunk(main),
    { profile: "router", description: site.router.name },
    `router ${site.router.name}`,
  );
  for (const rack of racks) {
    if (rack === main) continue;
    plug(main, trunk(main), { profile: "distributor", description: rack.name }, `distributor ${rack.id} at ${main.id}`);
    plug(rack, trunk(rack), { profile: "distributor", description: main.name }, `distributor ${main.id} at ${rack.id}`);
  }
  for (const node of Object.keys(declared.node?.nodes ?? {}))
    plug(
      main,
      free(main).findLast(({ uplink }) => !uplink),
      { profile: "virtualization", description: node },
      `node ${node}`,
    );
  const open = openToAccessPoints(catalogue, racks, declared);
  for (const [index, { name }] of site.accessPoints.entries()) {
    const place = open[index];
    if (place) place.rack.plugs.set(portLabel(place.port), { profile: "access-point", description: name });
    else missing.push(`access point ${name}`);
  }
  return { switches: racks.map((rack) => ({ ...rack, power: power(catalogue, rack) })), missing };
}

function racksOf({ devices, ports }: Pick<Catalogue, "devices" | "ports">, site: PlatformSite, declared: Site): Rack[] {
  const mainId = mainSwitch(declared);
  return Object.entries(declared.switches).map(
    ([id, { model, ports: count, stack: members = 1, poeWatt, profiles }], index) => {
      const plugs = new Map<string, Plug>();
      for (const [profile, range] of Object.entries(profiles))
        for (const place of portPlaces(range))
          plugs.set(portLabel(place), { profile, description: ports[profile]?.name.de ?? profile });
      const front = frontPorts(devices[modelOf("switch", model)], count, members);
      return { id, ports: front, plugs, main: id === mainId, members, poeWatt, name: site.switches[index]?.name ?? id };
    },
  );
}

const free = ({ ports, plugs }: Rack) => ports.filter((port) => !plugs.has(portLabel(port)));

const declaredRouter = ({ ports, plugs }: Rack) =>
  ports.find((port) => plugs.get(portLabel(port))?.profile === "router");

/** An uplink port of the member that has the fewest in use, so that one that fails takes as few distributors along as may be. */
function trunk(rack: Rack): FrontPort | undefined {
  const open = free(rack);
  const uplinks = open.filter(({ uplink }) => uplink);
  const left = ({ member }: FrontPort) => uplinks.filter((port) => port.member === member).length;
  const most = Math.max(0, ...uplinks.map(left));
  return uplinks.find((port) => left(port) === most) ?? open.at(-1);
}

/** Where no switch of a site names a PoE budget, access points are fed otherwise. */
function openToAccessPoints(catalogue: Pick<Catalogue, "ports">, racks: readonly Rack[], declared: Site) {
  const fed = racks.some(({ poeWatt }) => poeWatt > 0);
  return racks.flatMap((rack) =>
    Array.from({ length: rack.members }, (_, index) => index + 1).flatMap((member) =>
      free(rack)
        .filter((port) => port.member === member && !port.uplink)
        .slice(0, fed ? accessPointsFed(catalogue, declared, rack, member) : rack.ports.length)
        .map((port) => ({ rack, port })),
    ),
  );
}
