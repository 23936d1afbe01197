import type { Catalogue } from "../catalogue/schema.js";
import { INSTANCES } from "../resolve/network/context.js";
import { modelOf } from "../resolve/network/devices.js";
import { filtered, protocolOf, refusedClasses } from "../resolve/network/lines.js";
import { managesComputers } from "../resolve/presence.js";
import type { Site } from "../schema/site.js";
import { type DeclaredDevice, declaredDevices, entryOf, livingSchools } from "./lookups.js";
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
          hint: `devices that can: ${able(catalogue, device, feature).join(", ") || "none in the device catalogue: declare the site without it"}`,
        };
      }
    }
  },
};

/** Features of the capability table (model/catalogue/adapters.yaml) that a device must have. */
function needs(context: DemandContext, { kind, file, path, model }: DeclaredDevice): string[] {
  const { traeger, sites } = context.declaration;
  const { catalogue } = context;
  const { coupling } = traeger;
  const tunnels = coupling ? [...new Set(INSTANCES.map((id) => protocolOf(coupling, id)))] : [];
  if (kind === "hub") return [...tunnels, "ipv6", ...(traeger.coupling?.verwaltung ? ["verwaltung"] : [])];
  const id = file.slice("sites/".length, -".yaml".length);
  const site = sites.get(id);
  if (!site) return [];
  if (kind === "switch") return switchNeeds(catalogue, site.switches[String(path[1])], model);
  const first = site.uplinks.find(({ role }) => role === "primary");
  const safe = site.uplinks.filter((line) => filtered(traeger, line));
  const relayed = Object.values(site.segments).some(({ dhcp }) => dhcp === "central" || dhcp === "school-server");
  const dynamic = site.uplinks.some(({ handover }) => handover !== "static");
  return [
    ...tunnels,
    ...(dynamic && tunnels.includes("ikev2") ? ["ikev2-dynamic-line"] : []),
    "ipv6",
    ...(site.verwaltung ? ["verwaltung"] : []),
    ...(site.uplinks.some(({ handover }) => handover === "pppoe") ? ["pppoe"] : []),
    ...(relayed ? ["dhcp-relay"] : []),
    ...(Object.values(site.segments).some(({ withoutUplink }) => withoutUplink === "router") ? ["dhcp-fallback"] : []),
    // Pupils may use a filtered line only, and it is not the one that comes first.
    ...(first && safe.length > 0 && !safe.includes(first) ? ["line-choice"] : []),
    ...(site.uplinks.some((line) => refusedClasses(catalogue, site.uplinks, line).length > 0) ? ["line-classes"] : []),
    ...(Object.keys(site.discovery).length > 0 ? ["discovery"] : []),
    ...(wakes(context, id, site) ? ["wake-on-lan"] : []),
    ...(Object.values(site.segments).some(({ translated }) => translated) ? ["translation"] : []),
    ...(site.uplinks.some(({ ipv6 }) => ipv6) && isLocal(traeger.addressPlan.ipv6) ? ["nat66"] : []),
  ];
}

/** Whether a server at the site wakes computers there by way of the router. Central ones come by tunnels. */
function wakes({ declaration, catalogue, demands }: DemandContext, id: string, { segments }: Site): boolean {
  const managed = livingSchools(declaration).some(([, it]) => it.sites.includes(id) && managesComputers(it, id));
  const kinds = demands.filter(({ cluster }) => cluster?.site === id).map(({ kind }) => `machine:${kind}`);
  const routed = (zone: string) => segments[zone]?.gateway !== "school-server";
  return (
    managed &&
    Object.values(catalogue.zoneFlows).some(
      ({ broadcast, from, to }) =>
        broadcast && to.some(routed) && from.some((end) => end === "servers" || kinds.includes(end)),
    )
  );
}

function switchNeeds(
  { ports }: Catalogue,
  declared: Site["switches"][string] | undefined,
  model: string | undefined,
): string[] {
  const asks = Object.keys(declared?.profiles ?? {}).some((profile) => entryOf(ports, profile)?.authentication);
  return [
    // Of a switch without a model nothing is known that could be refused; but nobody may take an open port for one that asks.
    ...(model === undefined ? [] : ["dhcp-snooping"]),
    ...(model !== undefined && declared?.poeWatt ? ["poe"] : []),
    ...(asks ? ["port-authentication"] : []),
  ];
}

/** RFC 4193 section 3.1 */
const isLocal = (prefix: string) => /^f[cd]/i.test(prefix);

function able({ devices, adapters }: Catalogue, { kind }: DeclaredDevice, feature: string): string[] {
  return Object.keys(devices).filter(
    (id) => devices[id]?.kinds.includes(kind) && adapters[devices[id]?.adapter ?? ""]?.features[feature] === true,
  );
}
