import { type DeviceKind, modelOf } from "../resolve/network/devices.js";
import { declaredDevices, grouped, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const notDelivered: Rule = {
  id: "not-delivered",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue: { devices, adapters } }) {
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
      const able = Object.keys(devices).filter((id) => devices[id]?.kinds.includes(kind) && delivered(kind, id));
      yield {
        file,
        path: declared ? [...path, "model"] : path,
        of: declared ? "value" : "key",
        message: `${listing(all.map(({ what }) => what))} cannot be delivered: no role writes the model ${model}${declared ? "" : ", which holds where none is named"}`,
        hint: `set up by hand, or "model:" with one that is delivered: ${listing(able, 12)}`,
      };
    }
  },
};
