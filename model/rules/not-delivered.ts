import { type Feature, SWITCH_FEATURES } from "../catalogue/network-schema.js";
import type { SwitchIntent } from "../intent.js";
import type { Platform } from "../platform.js";
import { type DeviceKind, modelOf } from "../resolve/network/devices.js";
import { type DeclaredDevice, declaredDevices, grouped, listing, siteOfDevice } from "./lookups.js";
import type { Rule } from "./rule.js";

export const notDelivered: Rule = {
  id: "not-delivered",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue: { devices, adapters }, platform }) {
    const delivered = (kind: DeviceKind, model: string) =>
      adapters[devices[model]?.adapter ?? ""]?.delivers.includes(kind) ?? false;
    const byHand = [...declaredDevices(declaration)]
      .map((device) => ({ ...device, model: modelOf(device.kind, device.model), declared: device.model !== undefined }))
      .filter(({ kind, model }) => !delivered(kind, model));
    // One sentence for all that are alike: a city has hundreds of them.
    for (const all of grouped(byHand, ({ kind, model }) => `${kind} ${model}`).values()) {
      const [first] = all;
      if (!first) continue;
      const { kind, model, declared, file, path } = first;
      const can = adapters[devices[model]?.adapter ?? ""]?.features;
      const asked = new Set(all.flatMap((one) => brought(switchOf(platform, one))));
      const lacking = SWITCH_FEATURES.filter((feature) => asked.has(feature) && can?.[feature] !== true);
      const able = Object.keys(devices).filter((id) => devices[id]?.kinds.includes(kind) && delivered(kind, id));
      yield {
        file,
        path: declared ? [...path, "model"] : path,
        of: declared ? "value" : "key",
        message: `${listing(all.map(({ what }) => what))} cannot be delivered: no role writes the model ${model}${declared ? "" : ", which holds where none is named"}`,
        hint: `set up by hand${lacking.length > 0 ? `, with ${lacking.join(", ")}, which their ports are to have and the generated text lacks` : ""}; or "model:" with one that is delivered: ${listing(able, 12)}`,
      };
    }
  },
};

function switchOf({ sites, network }: Platform, device: DeclaredDevice): SwitchIntent | undefined {
  const site = sites[siteOfDevice(device)];
  return network.switches[site?.switches.find(({ id }) => id === device.path[1])?.name ?? ""];
}

/**
 * What a switch is to do because of port profiles and segments that hold for everybody. That its adapter does not write it is no
 * reason to refuse a switch that somebody sets up by hand, who has to know it, though.
 */
function brought({ ports, guardedVlans }: Pick<SwitchIntent, "ports" | "guardedVlans"> = NOTHING): Feature[] {
  const asked: Partial<Record<Feature, boolean>> = {
    "arp-inspection": guardedVlans.length > 0,
    "storm-control": ports.some(({ stormPercent }) => stormPercent !== undefined),
    "port-security": ports.some(({ maximumAddresses }) => maximumAddresses !== undefined),
    poe: ports.some(({ poe }) => poe),
  };
  return SWITCH_FEATURES.filter((feature) => asked[feature]);
}

const NOTHING = { ports: [], guardedVlans: [] };
