import { suggestion } from "../candidates.js";
import type { DeviceKind } from "../resolve/network/devices.js";
import { declaredDevices, entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownDevice: Rule = {
  id: "unknown-device",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue: { devices } }) {
    const of = (kind: DeviceKind) => Object.keys(devices).filter((id) => devices[id]?.kinds.includes(kind));
    for (const { file, path, kind, model } of declaredDevices(declaration)) {
      if (model === undefined || entryOf(devices, model)?.kinds.includes(kind)) continue;
      yield {
        file,
        path: [...path, "model"],
        message: entryOf(devices, model)
          ? `${model} is no ${kind}`
          : `model ${JSON.stringify(model)} is not in the device catalogue`,
        hint: suggestion(model, of(kind)),
      };
    }
  },
};
