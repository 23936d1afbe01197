import { counted } from "../counted.js";
import { modelOf } from "../resolve/network/devices.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const stackMembers: Rule = {
  id: "stack-members",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue: { devices } }) {
    for (const [site, { switches }] of declaration.sites)
      for (const [id, { model, stack, serial, serials }] of Object.entries(switches)) {
        const made = entryOf(devices, modelOf("switch", model));
        const place = (key: string) => ({ file: `sites/${site}.yaml`, path: ["switches", id, key] });
        const most = made?.stackMembers;
        if (stack !== undefined && made && most === undefined)
          yield {
            ...place("stack"),
            message: `the catalogue knows ${made.name} as no member of a stack`,
            hint: `each switch by itself, or a model that can be stacked: ${stackable(devices).join(", ")}`,
          };
        else if (stack !== undefined && most !== undefined && stack > most)
          yield {
            ...place("stack"),
            message: `a stack of ${made?.name} has ${most} members at most, not ${stack}`,
            hint: `"stack: ${most}" or less, and another switch`,
          };
        if (serials && serials.length !== (stack ?? 1))
          yield {
            ...place("serials"),
            message: `${counted(serials.length, "serial number")} for ${counted(stack ?? 1, "member")}`,
            hint: `one for each member, in the order of their numbers${stack === undefined ? ', and "stack: …"; or "serial"' : ""}`,
          };
        else if (serials && serial !== undefined)
          yield {
            ...place("serial"),
            message: "the members of the stack have theirs already",
            hint: '"serials" alone',
          };
      }
  },
};

const stackable = (devices: Readonly<Record<string, { readonly stackMembers?: number | undefined }>>) =>
  Object.keys(devices).filter((id) => devices[id]?.stackMembers !== undefined);
