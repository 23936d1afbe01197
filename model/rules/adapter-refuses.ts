import { type Feature, ROUTER_FEATURES, SWITCH_FEATURES } from "../catalogue/network-schema.js";
import type { Catalogue } from "../catalogue/schema.js";
import { INSTANCES } from "../resolve/network/context.js";
import { modelOf } from "../resolve/network/devices.js";
import { filtered, protocolOf, siteLines } from "../resolve/network/lines.js";
import { frontPorts } from "../resolve/network/ports.js";
import { managesComputers } from "../resolve/presence.js";
import type { Coupling } from "../schema/coupling.js";
import type { Site } from "../schema/site.js";
import type { Traeger } from "../schema/traeger.js";
import { type DeclaredDevice, declaredDevices, entryOf, livingSchools, published, siteOfDevice } from "./lookups.js";
import type { DemandContext, Rule } from "./rule.js";

export const adapterRefuses: Rule = {
  id: "adapter-refuses",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue } = context;
    for (const device of declaredDevices(declaration)) {
      const model = catalogue.devices[modelOf(device.kind, device.model)];
      for (const feature of needs(context, device)) {
        const answer = catalogue.adapters[model?.adapter ?? ""]?.features[feature];
        if (answer === true || !model) continue;
        yield {
          file: device.file,
          path: [...device.path, "model"],
          message: `${device.what} needs ${feature}, which ${model.name} (adapter ${model.adapter}) does not do: ${answer?.en ?? "not in its capability table"}`,
          hint: `devices that can: ${able(context, device, feature).join(", ") || "none in the device catalogue: declare the site without it"}`,
        };
      }
    }
  },
};

/** Features of the capability table (model/catalogue/adapters.yaml) that a device must have. */
export function needs(context: DemandContext, device: DeclaredDevice): Feature[] {
  const { catalogue, declaration } = context;
  const { kind, path } = device;
  const model = catalogue.devices[modelOf(kind, device.model)];
  const unfit = FIGURES.filter((figure) => !fits(context, device, figure, model));
  const site = kind === "hub" ? undefined : declaration.sites.get(siteOfDevice(device));
  const declared = site?.switches[String(path[1])];
  if (kind === "switch") return [...unfit, ...(declared ? switchNeeds(context, declared, model) : [])];
  return [
    ...unfit,
    ...tunnelNeeds(declaration.traeger),
    "ipv6",
    ...(kind === "hub" ? hubNeeds(declaration.traeger) : []),
    ...(site ? siteNeeds(context, siteOfDevice(device), site) : []),
  ];
}

/** What hangs on a model's figures (devices.yaml), whatever its adapter does: needed by a device whose model lacks it. */
const FIGURES = ["firmware", "ports"] as const;

function fits(
  context: DemandContext,
  device: DeclaredDevice,
  figure: (typeof FIGURES)[number],
  model: Catalogue["devices"][string] | undefined,
): boolean {
  if (figure === "ports") return frontPorts(model, 0).filter(({ uplink }) => uplink).length >= linesOf(context, device);
  const { trains } = context.catalogue.adapters[model?.adapter ?? ""] ?? {};
  return trains?.some((train) => `${model?.firmware}.`.startsWith(`${train}.`)) ?? true;
}

/** Lines that a router or a hub takes. */
function linesOf({ declaration: { sites, traeger } }: DemandContext, device: DeclaredDevice): number {
  if (device.kind === "switch") return 0;
  const hub = traeger.coupling?.hubs[Number(device.path.at(-1))];
  return (device.kind === "hub" ? hub?.lines : sites.get(siteOfDevice(device))?.uplinks)?.length ?? 0;
}

function hubNeeds({ coupling }: Traeger): Feature[] {
  return coupling?.verwaltung ? ["hub", "verwaltung"] : ["hub"];
}

function tunnelNeeds({ coupling }: Traeger): Coupling["protocol"][] {
  return coupling ? [...new Set(INSTANCES.map((id) => protocolOf(coupling, id)))] : [];
}

/** What the router of a site needs for what is declared there. */
function siteNeeds(context: DemandContext, id: string, site: Site): Feature[] {
  const { catalogue, declaration } = context;
  const { traeger } = declaration;
  const lines = siteLines(catalogue, site);
  const carrying = site.uplinks.filter((_, index) => !lines[index]?.idle);
  const first = carrying.find(({ role }) => role === "primary") ?? carrying[0];
  const safe = carrying.filter((line) => filtered(traeger, line));
  const segments = Object.values(site.segments);
  const asked: Partial<Record<Feature, boolean>> = {
    "ikev2-dynamic-line":
      tunnelNeeds(traeger).includes("ikev2") && site.uplinks.some(({ handover }) => handover !== "static"),
    verwaltung: site.verwaltung,
    pppoe: site.uplinks.some(({ handover }) => handover === "pppoe"),
    "dhcp-relay": segments.some(({ dhcp }) => dhcp === "central" || dhcp === "school-server"),
    "dhcp-fallback": segments.some(({ withoutUplink }) => withoutUplink === "router"),
    // Pupils may use a filtered line only, and it is not the one that comes first.
    "line-choice": first !== undefined && safe.length > 0 && !safe.includes(first),
    "line-classes": lines.some(({ refuses = [] }) => refuses.length > 0),
    inbound: stands(context, id, published(catalogue)),
    "local-directory": stands(context, id, catalogue.flows["school-server-logon"]?.to ?? []),
    discovery: Object.keys(site.discovery).length > 0,
    "wake-on-lan": wakes(context, id),
    translation: segments.some(({ translated }) => translated),
    nat66:
      site.uplinks.some(({ ipv6 }) => ipv6) &&
      [traeger.addressPlan.ipv6, ...segments.map(({ ipv6 }) => ipv6 ?? "")].some(isLocal),
  };
  return ROUTER_FEATURES.filter((feature) => asked[feature]);
}

/** Whether one of these kinds of machines (`all`: any) stands at the site. */
function stands({ demands }: DemandContext, site: string, kinds: readonly string[]): boolean {
  return demands.some(({ kind, cluster }) => cluster?.site === site && (kinds.includes(kind) || kinds.includes("all")));
}

/** Whether a server at the site wakes computers there by way of the router. Central ones come by tunnels. */
function wakes({ declaration, catalogue, demands }: DemandContext, id: string): boolean {
  const managed = livingSchools(declaration).some(([, it]) => it.sites.includes(id) && managesComputers(it, id));
  const kinds = demands.filter(({ cluster }) => cluster?.site === id).map(({ kind }) => `machine:${kind}`);
  return (
    managed &&
    Object.values(catalogue.zoneFlows).some(
      ({ broadcast, from }) => broadcast && from.some((end) => end === "servers" || kinds.includes(end)),
    )
  );
}

/**
 * What a switch must do: the guards of every segment, and what the declaration itself asks for by a profile. What the project's
 * profiles bring along besides is no reason to refuse a switch that somebody sets up by hand: rule `not-delivered` names it.
 */
function switchNeeds(
  { catalogue: { ports }, declaration: { extensions } }: DemandContext,
  { profiles, poeWatt }: Pick<Site["switches"][string], "profiles" | "poeWatt">,
  model: Catalogue["devices"][string] | undefined,
): Feature[] {
  const named = Object.keys(profiles).flatMap((profile) => entryOf(ports, profile) ?? []);
  const own = Object.keys(profiles).flatMap((profile) => entryOf(extensions.ports ?? {}, profile) ?? []);
  const asked: Partial<Record<Feature, boolean>> = {
    "dhcp-snooping": true,
    "ra-guard": true,
    // The watts of a switch without a published model are what somebody knows of it.
    poe: model?.ports !== undefined && (poeWatt > 0 || named.some(({ poe }) => poe)),
    "storm-control": own.some(({ stormPercent }) => stormPercent !== undefined),
    "port-security": own.some(({ maximumAddresses }) => maximumAddresses !== undefined),
    "lldp-med": named.some(({ voice }) => voice !== undefined),
    "port-authentication": named.some(({ authentication }) => authentication),
  };
  return SWITCH_FEATURES.filter((feature) => asked[feature]);
}

/** RFC 4193 section 3.1 */
const isLocal = (prefix: string) => /^f[cd]/i.test(prefix);

function able(context: DemandContext, device: DeclaredDevice, feature: Feature): string[] {
  const { devices, adapters } = context.catalogue;
  const figure = FIGURES.find((one) => one === feature);
  const can = (model: Catalogue["devices"][string]) =>
    figure ? fits(context, device, figure, model) : adapters[model.adapter]?.features[feature] === true;
  return Object.entries(devices).flatMap(([id, model]) =>
    model.kinds.includes(device.kind) && can(model) ? [id] : [],
  );
}
