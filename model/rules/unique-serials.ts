import { declaredDevices, repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const uniqueSerials: Rule = {
  id: "unique-serials",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const known = [...declaredDevices(declaration)].filter(({ serial }) => serial !== undefined);
    for (const [{ file, path, serial }, first] of repeated(known, (device) => String(device.serial)))
      yield {
        file,
        path: [...path, "serial"],
        message: `serial number ${serial} is that of ${first.what} already`,
        hint: "compare with the label of both devices; each has a serial number of its own",
      };
  },
};
