import { type DeclaredDevice, declaredDevices, repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const uniqueSerials: Rule = {
  id: "unique-serials",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const known = [...declaredDevices(declaration)].flatMap(labels);
    for (const [{ file, path, serial }, first] of repeated(known, (label) => label.serial))
      yield {
        file,
        path,
        message: `serial number ${serial} is that of ${first.what} already`,
        hint: "compare with the label of both devices; each has a serial number of its own",
      };
  },
};

/** The labels on a device, and where they are declared: a stack has one on each member. */
function labels({ file, path, what, serial, serials = [] }: DeclaredDevice) {
  const members = serials.map((one, index) => ({ file, path: [...path, "serials", index], what, serial: one }));
  return serial === undefined ? members : [{ file, path: [...path, "serial"], what, serial }, ...members];
}
