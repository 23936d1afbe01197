import type { Catalogue } from "../catalogue/schema.js";
import type { Declaration } from "../load.js";
import { modelOf } from "../resolve/network/devices.js";
import { type DeclaredDevice, declaredDevices } from "./lookups.js";
import type { Rule } from "./rule.js";

export const adapterRefuses: Rule = {
  id: "adapter-refuses",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    for (const device of declaredDevices(declaration)) {
      const model = catalogue.devices[modelOf(device.kind, device.model)];
      for (const feature of needs(declaration, device)) {
        const answer = catalogue.adapters[model?.adapter ?? ""]?.features[feature];
        if (answer === true || !model) continue;
        yield {
          file: device.file,
          path: [...device.path, "model"],
          message: `${device.what} needs ${feature}, which ${model.name} (adapter ${model.adapter}) does not do: ${answer?.en ?? "not in its capability table"}`,
          hint: `devices that can: ${able(catalogue, device, feature).join(", ") || "none"}`,
        };
      }
    }
  },
};

/** Features of the capability table (model/catalogue/adapters.yaml) that a device must have. */
function needs({ traeger, sites }: Declaration, { kind, file, path, model }: DeclaredDevice): string[] {
  const tunnels = traeger.coupling ? [traeger.coupling.protocol] : [];
  if (kind === "hub") return [...tunnels, "ipv6", ...(traeger.coupling?.verwaltung ? ["verwaltung"] : [])];
  const site = sites.get(file.slice("sites/".length, -".yaml".length));
  if (!site) return [];
  // Of a switch without a model nothing is known that could be refused.
  if (kind === "switch" && model === undefined) return [];
  if (kind === "switch") return site.switches[String(path[1])]?.poeWatt ? ["dhcp-snooping", "poe"] : ["dhcp-snooping"];
  const relayed = Object.values(site.segments).some(({ dhcp }) => dhcp === "central" || dhcp === "school-server");
  return [
    ...tunnels,
    "ipv6",
    ...(site.verwaltung ? ["verwaltung"] : []),
    ...(site.uplinks.some(({ handover }) => handover === "pppoe") ? ["pppoe"] : []),
    ...(relayed ? ["dhcp-relay"] : []),
  ];
}

function able({ devices, adapters }: Catalogue, { kind }: DeclaredDevice, feature: string): string[] {
  return Object.keys(devices).filter(
    (id) => devices[id]?.kinds.includes(kind) && adapters[devices[id]?.adapter ?? ""]?.features[feature] === true,
  );
}
