import { modelOf } from "../resolve/network/devices.js";
import { declaredDevices } from "./lookups.js";
import type { Rule } from "./rule.js";

export const keyTypes: Rule = {
  id: "key-types",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const declared = declaration.traeger.access.keys.map((key) => key.split(" ")[0] ?? "");
    const told = new Set<string>();
    for (const { kind, model, what } of declaredDevices(declaration)) {
      const { adapter = "", name = "" } = catalogue.devices[modelOf(kind, model)] ?? {};
      const types = catalogue.adapters[adapter]?.keyTypes;
      if (!types || told.has(adapter) || types.some((type) => declared.includes(type))) continue;
      told.add(adapter);
      yield {
        file: "traeger.yaml",
        path: ["access", "keys"],
        message: `${what} is a ${name} (adapter ${adapter}), which takes none of these keys: it takes ${types.join(", ")}`,
        hint: `add an entry with such a key, an RSA key with at least 2048 bit (better 3072: ssh-keygen -t rsa -b 3072); the other keys stay`,
      };
    }
  },
};
