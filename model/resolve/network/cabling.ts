import type { Catalogue } from "../../catalogue/schema.js";
import type { PlatformSite } from "../../platform.js";
import type { Site } from "../../schema/site.js";
import { modelOf } from "./devices.js";
import { type FrontPort, frontPorts, portNumbers } from "./ports.js";

/** Share of a PoE budget that access points may take (reference/network.md section 4, device catalogue). */
export const POE_SHARE = 0.8;

/** What is plugged into one port. */
export interface Plug {
  readonly profile: string;
  readonly description: string;
}

export interface CabledSwitch {
  readonly id: string;
  readonly ports: readonly FrontPort[];
  /** Number of the port → what is plugged in. */
  readonly plugs: ReadonlyMap<number, Plug>;
  readonly main: boolean;
}

export interface Cabling {
  readonly switches: readonly CabledSwitch[];
  /** Things without a port, in words. */
  readonly missing: readonly string[];
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
export function cable(
  { devices, ports }: Pick<Catalogue, "devices" | "ports">,
  site: PlatformSite,
  declared: Site,
): Cabling {
  const entries = Object.entries(declared.switches);
  const mainId = mainSwitch(declared);
  const missing: string[] = [];
  const racks = entries.map(([id, { model, ports: count, poeWatt, profiles }], index) => {
    const front = frontPorts(devices[modelOf("switch", model)], count);
    const plugs = new Map<number, Plug>();
    for (const [profile, range] of Object.entries(profiles))
      for (const number of portNumbers(range))
        plugs.set(number, { profile, description: ports[profile]?.name.de ?? profile });
    return { id, ports: front, plugs, main: id === mainId, poeWatt, name: site.switches[index]?.name ?? id };
  });
  type Rack = (typeof racks)[number];
  const plug = (rack: Rack, port: FrontPort | undefined, to: Plug, what: string) => {
    if (port) rack.plugs.set(port.number, to);
    else missing.push(what);
  };
  const free = (rack: Rack) => rack.ports.filter(({ number }) => !rack.plugs.has(number));
  const trunk = (rack: Rack) => {
    const open = free(rack);
    return open.find(({ uplink }) => uplink) ?? open.at(-1);
  };
  const declaredRouter = ({ ports: front, plugs }: Rack) =>
    front.find(({ number }) => plugs.get(number)?.profile === "router");
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
  const watt = declared.accessPoints.watt;
  // Where no switch names a PoE budget, access points are fed otherwise.
  const fed = racks.some(({ poeWatt }) => poeWatt > 0);
  const open = racks.flatMap((rack) => {
    const room = fed ? Math.floor((rack.poeWatt * POE_SHARE) / watt) : rack.ports.length;
    return free(rack)
      .filter(({ uplink }) => !uplink)
      .slice(0, room)
      .map((port) => ({ rack, port }));
  });
  for (const [index, { name }] of site.accessPoints.entries()) {
    const place = open[index];
    if (place) place.rack.plugs.set(place.port.number, { profile: "access-point", description: name });
    else missing.push(`access point ${name}`);
  }
  return { switches: racks, missing };
}
