import { type Feature, SWITCH_FEATURES } from "../catalogue/network-schema.js";
import type { SwitchIntent } from "../intent.js";
import { declaredDevices, grouped, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const switchProtection: Rule = {
  id: "switch-protection",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue: { devices, adapters }, platform: { sites, network } }) {
    const lacking = [...declaredDevices(declaration)].flatMap((device) => {
      if (device.kind !== "switch") return [];
      const site = sites[device.file.slice("sites/".length, -".yaml".length)];
      const name = site?.switches.find(({ id }) => id === device.path[1])?.name ?? "";
      const intent = network.switches[name];
      const features = adapters[intent?.device.adapter ?? ""]?.features;
      const without = intent && features ? brought(intent).filter((feature) => features[feature] !== true) : [];
      return intent && without.length > 0 ? [{ ...device, model: intent.device.model, without }] : [];
    });
    // One sentence for all that are alike: a city has hundreds of them.
    for (const all of grouped(lacking, ({ model, without }) => `${model} ${without.join()}`).values()) {
      const [first] = all;
      if (!first) continue;
      const able = Object.keys(devices).filter((id) => {
        const can = adapters[devices[id]?.adapter ?? ""]?.features;
        return devices[id]?.kinds.includes("switch") && first.without.every((feature) => can?.[feature] === true);
      });
      yield {
        file: first.file,
        path: first.path,
        of: "key",
        message: `${listing(all.map(({ what }) => what))} (${devices[first.model]?.name}): the text that is generated has no ${first.without.join(", ")}, which their ports are to have`,
        hint: `set it by hand where the device can do it, or "model:" with one that gets it: ${listing(able, 12)}`,
      };
    }
  },
};

/** What a switch is to do because of port profiles and segments that hold for everybody. */
function brought({ ports, guardedVlans }: SwitchIntent): Feature[] {
  const asked: Partial<Record<Feature, boolean>> = {
    "arp-inspection": guardedVlans.length > 0,
    "storm-control": ports.some(({ stormPercent }) => stormPercent !== undefined),
    "port-security": ports.some(({ maximumAddresses }) => maximumAddresses !== undefined),
    poe: ports.some(({ poe }) => poe),
  };
  return SWITCH_FEATURES.filter((feature) => asked[feature]);
}
