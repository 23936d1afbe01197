import { type Catalogue, tableFile } from "../catalogue/schema.js";
import { append } from "../collections.js";
import type { KeyPath } from "../diagnostics.js";
import type { Declaration } from "../load.js";
import { networkOf, type Prefix } from "../net.js";
import type { VirtualMachine } from "../platform.js";
import { usedBy } from "../resolve/bausteine.js";
import { siteOf } from "../resolve/clusters.js";
import type { MachineDemand } from "../resolve/machines.js";
import type { DeviceKind } from "../resolve/network/devices.js";
import { type Ssid, ssidsOf } from "../resolve/network/wlan.js";
import { type Installation, schoolInstallations, traegerInstallations } from "../resolve/products.js";
import type { MachineAllocation } from "../schema/allocation.js";
import type { LineKind, Uplink } from "../schema/line.js";
import type { ProductUse } from "../schema/product.js";
import type { School } from "../schema/school.js";
import type { DemandContext, Finding, PlatformContext } from "./rule.js";

/** Look-ups that several rules need; a rule itself reads as its one sentence. */

type Place = Pick<Finding, "file" | "path">;

/** Every place where a product is set: the Träger's file and each school's. */
export function* productSettings({ traeger, schools }: Declaration): Iterable<ProductSetting> {
  for (const [product, use] of Object.entries(traeger.products)) yield { file: "traeger.yaml", product, use };
  for (const [school, { products }] of schools)
    for (const [product, use] of Object.entries(products))
      yield { file: `schools/${school}.yaml`, product, use, school };
}

export interface ProductSetting {
  readonly file: string;
  readonly product: string;
  readonly use: ProductUse;
  readonly school?: string;
}

/** Where a setting of a product stands, or its nearest parent when it is not written. */
export function setting({ file, product }: { file: string; product: string }, ...keys: string[]): Place {
  return { file, path: ["products", product, ...keys] };
}

/** The entry of a table under an id that a person wrote; a member that every object has is none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

export function livingSchools({ schools }: Declaration): [string, School][] {
  return [...schools].filter(([, { lifecycle }]) => lifecycle !== "retired");
}

/** Whatever is installed: the Träger's products, state services included, and each school's own. */
export function installations(declaration: Declaration, catalogue: Catalogue): Installation[] {
  const own = livingSchools(declaration).flatMap(([id]) => schoolInstallations(declaration, catalogue, id));
  return [...traegerInstallations(declaration, catalogue), ...own];
}

/** Bausteine of each school that no product covers; those that are not technical need none. */
export function uncovered(
  { declaration, catalogue }: Pick<DemandContext, "declaration" | "catalogue">,
  wanted: (school: string) => readonly string[],
): { baustein: string; place: Place; schools: string[] }[] {
  const schools = new Map<string, string[]>();
  const living = livingSchools(declaration).map(([id]) => id);
  for (const id of living) {
    const covered = new Set(
      usedBy(declaration, catalogue, id).flatMap(({ entry, use }) =>
        entry.covers.filter((b) => !use.without.includes(b)),
      ),
    );
    for (const baustein of wanted(id))
      if (!covered.has(baustein) && catalogue.bausteine[baustein]?.area !== "nicht-technisch")
        schools.set(baustein, [...(schools.get(baustein) ?? []), id]);
  }
  return [...schools].map(([baustein, ids]) => {
    const file = ids.length === 1 && living.length > 1 ? `schools/${ids[0]}.yaml` : "traeger.yaml";
    return { baustein, place: { file, path: ["products"] }, schools: ids };
  });
}

/** Products of the catalogue that cover a Baustein, for a hint. */
export function coveredBy(catalogue: Catalogue, baustein: string): string {
  const products = Object.entries(catalogue.products).filter(([, { covers }]) => covers.includes(baustein));
  return listing(
    products.map(([id]) => id),
    6,
  );
}

/** All owners of machine numbers: data centres and schools. */
export function numberOwners({ allocations }: Declaration) {
  const centres = [...allocations.dataCentres].map(([id, own]) => ({
    file: `allocations/data-centres/${id}.yaml`,
    ...own,
  }));
  const schools = [...allocations.schools].map(([id, own]) => ({
    file: `allocations/schools/${id}.yaml`,
    ...own,
  }));
  return [...centres, ...schools];
}

export interface Numbered {
  readonly demand: MachineDemand;
  /** Key into Platform.machines. */
  readonly key: string;
  readonly file: string;
  readonly numbers: MachineAllocation;
}

/** Each machine that is needed, with the numbers that it has. */
export function* numbered({
  declaration,
  demands,
}: Pick<DemandContext, "declaration" | "demands">): Iterable<Numbered> {
  const { dataCentres, schools } = declaration.allocations;
  for (const demand of demands) {
    const { school, cluster, key } = demand;
    const owner = school ?? cluster?.dataCentre ?? "";
    const numbers = (school === undefined ? dataCentres.get(owner) : schools.get(owner))?.machines[key];
    const folder = school === undefined ? "data-centres" : "schools";
    if (numbers) yield { demand, key: `${owner}/${key}`, file: `allocations/${folder}/${owner}.yaml`, numbers };
  }
}

/** Where a value of a machine stands: what was pinned in the declaration, else its allocation. */
export function valuePlace(
  { demand, file }: Numbered,
  pinned: keyof MachineDemand["existing"],
  allocated: string,
): Place {
  if (demand.existing[pinned] !== undefined)
    return setting(demand.installation as ProductSetting, "existing", demand.key, pinned);
  return { file, path: ["machines", demand.key, allocated] };
}

export function clusterPlace(id: string, ...keys: string[]): Place {
  const site = siteOf(id);
  return site === undefined
    ? { file: "traeger.yaml", path: ["dataCentres", id, "cluster", ...keys] }
    : { file: `sites/${site}.yaml`, path: ["node", ...keys] };
}

/** Machines that exist in a cluster: planned ones do not yet. */
export function builtMachines(machines: Readonly<Record<string, VirtualMachine>>, cluster: string): VirtualMachine[] {
  return Object.values(machines).filter((vm) => vm.cluster === cluster && vm.lifecycle !== "planned");
}

export function diskGiB(machines: readonly VirtualMachine[]): number {
  return machines.flatMap(({ disks }) => disks).reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
}

/** Pairs of an item and the first one with the same key. */
export function* repeated<T>(items: Iterable<T>, keyOf: (item: T) => string | number): Iterable<[again: T, first: T]> {
  const seen = new Map<string | number, T>();
  for (const item of items) {
    const first = seen.get(keyOf(item));
    if (first) yield [item, first];
    else seen.set(keyOf(item), item);
  }
}

/** `a, b, c and 4 more` */
export function listing(items: readonly (string | number)[], most = 3): string {
  const rest = items.length - most;
  return `${items.slice(0, most).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

export function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}

export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export const DHCP = "udp/67";

/**
 * Whether a flow leads from a segment to a DHCP server among these machines: the router asks in the segment's name, and
 * devices ask by themselves when they renew, so the server's firewall and each router on the way have to know both.
 */
export function mayAskForAddresses({ flows, segments }: Catalogue, role: string, kinds: readonly string[]): boolean {
  const zone = segments.roles[role]?.zone ?? role;
  return Object.values(flows).some(
    ({ from, to, ports }) => from.includes(zone) && ports.includes(DHCP) && kinds.some((kind) => to.includes(kind)),
  );
}

/** A profile of a switch's ports that ask who is plugged in, and whom the switch asks. */
export interface AskingProfile extends Place {
  readonly site: string;
  readonly profile: string;
  readonly servers: readonly string[];
}

export function* askingProfiles({
  declaration,
  platform: { sites, network },
}: Pick<PlatformContext, "declaration" | "platform">): Iterable<AskingProfile> {
  for (const [site, { switches }] of declaration.sites)
    for (const [index, key] of Object.keys(switches).entries()) {
      const { ports = [], portAuthentication } = network.switches[sites[site]?.switches[index]?.name ?? ""] ?? {};
      if (!portAuthentication) continue;
      const servers = portAuthentication.servers.map(({ address }) => address);
      const asking = ports.filter(({ authentication }) => authentication).map(({ profile }) => profile);
      for (const profile of new Set(asking))
        yield { file: `sites/${site}.yaml`, path: ["switches", key, "profiles", profile], site, profile, servers };
    }
}

/** Id of the site in whose file a router or switch is declared. */
export const siteOfDevice = ({ file }: DeclaredDevice): string => file.slice("sites/".length, -".yaml".length);

/** A router, switch or hub as it is declared. */
export interface DeclaredDevice {
  readonly file: string;
  readonly path: KeyPath;
  readonly kind: DeviceKind;
  readonly what: string;
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
  /** Of a stack: those of its members. */
  readonly serials?: readonly string[] | undefined;
}

export function* declaredDevices({ sites, traeger }: Declaration): Iterable<DeclaredDevice> {
  for (const [index, { id, model, serial }] of (traeger.coupling?.hubs ?? []).entries())
    yield { file: "traeger.yaml", path: ["coupling", "hubs", index], kind: "hub", what: `hub ${id}`, model, serial };
  for (const [site, { router, switches }] of sites) {
    const file = `sites/${site}.yaml`;
    yield { file, path: ["router"], kind: "router", what: `the router of site ${site}`, ...router };
    for (const [id, { model, serial, serials }] of Object.entries(switches))
      yield {
        file,
        path: ["switches", id],
        kind: "switch",
        what: `switch ${id} of site ${site}`,
        model,
        serial,
        serials,
      };
  }
}

/** An SSID that a site sends, and where a setting of it stands. */
export interface SentSsid {
  readonly site: string;
  readonly ssid: Ssid;
  /** Whether the site's file says anything of it. */
  readonly declared: boolean;
  place(key: keyof Ssid): Place;
}

export function* sentSsids(declaration: Declaration, catalogue: Catalogue): Iterable<SentSsid> {
  const schools = new Map<string, string[]>();
  for (const [id, school] of livingSchools(declaration))
    for (const site of new Set(school.sites)) append(schools, site, id);
  for (const [site, { lifecycle, ssids: own }] of declaration.sites) {
    if (lifecycle === "retired") continue;
    for (const ssid of ssidsOf(declaration, catalogue, site, schools.get(site) ?? [])) {
      const declared = Object.hasOwn(own, ssid.id);
      const inCatalogue = Object.hasOwn(declaration.extensions.ssids ?? {}, ssid.id) && !(own[ssid.id] as object);
      const file = inCatalogue ? "catalogue/ssids.yaml" : `sites/${site}.yaml`;
      yield {
        ...{ site, ssid, declared },
        place: (key) => ({ file, path: inCatalogue ? [ssid.id, key] : ["ssids", ssid.id, key] }),
      };
    }
  }
}

/** What was agreed on for a time only, and the place of its last day. */
export interface Limited extends Place {
  readonly until: string;
  readonly what: string;
  readonly about: string;
  /** What to do when it is over. */
  readonly after: string;
  /** What to declare instead of it where it shall last. */
  readonly lasting: string;
}

/** Exceptions of sites, and prefixes that are translated until they are renumbered. */
export function* limited({ sites }: Pick<Declaration, "sites">): Iterable<Limited> {
  for (const [id, { exceptions, segments }] of sites) {
    const file = `sites/${id}.yaml`;
    for (const [name, { until, owner }] of Object.entries(exceptions))
      yield {
        ...{ file, path: ["exceptions", name, "until"], until },
        what: "the exception",
        about: `${owner} answers for it`,
        after: "remove it",
        lasting: "a row of a flow table",
      };
    for (const [role, { ipv4, translated }] of Object.entries(segments))
      if (translated)
        yield {
          ...{ file, path: ["segments", role, "translated", "until"], until: translated.until },
          what: `the translation of ${ipv4}`,
          about: `by then ${role} has addresses of the site's own plan`,
          after: `renumber its devices, and write only "renumbered: <day>" here`,
          lasting: "a prefix that overlaps no other one",
        };
  }
}

/** A flow that somebody opens beside the project's tables. */
export interface OwnFlow extends Place {
  readonly table: "exceptions" | "flows" | "zoneFlows";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Exceptions of sites, and rows of the Träger's own flow tables. */
export function* ownFlows({ sites, extensions }: Pick<Declaration, "sites" | "extensions">): Iterable<OwnFlow> {
  for (const [site, { exceptions }] of sites)
    for (const [id, { from, to }] of Object.entries(exceptions))
      yield { file: `sites/${site}.yaml`, path: ["exceptions", id], table: "exceptions", from, to };
  for (const table of ["flows", "zoneFlows"] as const)
    for (const [id, { from, to }] of Object.entries(extensions[table] ?? {}))
      yield { file: `catalogue/${tableFile(table)}`, path: [id], table, from, to };
}

/** Kinds of machines that everybody reaches from the Internet by a row of flows.yaml. */
export function published({ flows }: Pick<Catalogue, "flows">): string[] {
  return Object.values(flows).flatMap(({ from, to }) => (from.includes("internet") ? to : []));
}

/** Each end of a flow, with its place. */
export function namedEnds({ file, path, from, to }: OwnFlow): (Place & { end: string; key: "from" | "to" })[] {
  return (["from", "to"] as const).flatMap((key) =>
    (key === "from" ? from : to).map((end, index) => ({ file, path: [...path, key, index], end, key })),
  );
}

/** An address that an operator hands over with its gateway, on a line of a site or a hub. */
export interface HandedOver {
  readonly file: string;
  readonly path: KeyPath;
  readonly what: string;
  /** Absent on a hub. */
  readonly site?: string;
  readonly kind: LineKind;
  readonly address: string;
  readonly gateway: string;
  /** The prefix that the address lies in. */
  readonly prefix: Prefix;
}

/** A retired site has no lines any more. */
export function* handedOver({ sites, traeger }: Declaration): Iterable<HandedOver> {
  for (const [index, { id, lines }] of (traeger.coupling?.hubs ?? []).entries())
    for (const [line, own] of lines.entries())
      yield* addressesOf(own, {
        file: "traeger.yaml",
        path: ["coupling", "hubs", index, "lines", line],
        what: `line ${line + 1} of hub ${id}`,
      });
  for (const [site, { uplinks, lifecycle }] of sites)
    if (lifecycle !== "retired")
      for (const [line, own] of uplinks.entries())
        yield* addressesOf(own, {
          file: `sites/${site}.yaml`,
          path: ["uplinks", line],
          what: `line ${line + 1} of site ${site}`,
          site,
        });
}

function* addressesOf(
  line: Pick<Uplink, "kind" | "ipv4" | "ipv6">,
  { path, ...about }: Place & Pick<HandedOver, "what" | "site">,
): Iterable<HandedOver> {
  for (const family of ["ipv4", "ipv6"] as const) {
    const own = line[family];
    if (!own) continue;
    const [address = "", length = ""] = own.address.split("/");
    yield {
      ...about,
      path: [...path, family],
      kind: line.kind,
      address,
      gateway: own.gateway,
      prefix: networkOf(address, Number(length)),
    };
  }
}
