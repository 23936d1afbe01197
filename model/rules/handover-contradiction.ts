import type { Rule } from "./rule.js";

export const handoverContradiction: Rule = {
  id: "handover-contradiction",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { uplinks }] of declaration.sites)
      for (const [index, { handover, ipv4, pppoe }] of uplinks.entries()) {
        const place = { file: `sites/${id}.yaml`, path: ["uplinks", index] };
        if (handover !== "static" && ipv4)
          yield {
            ...place,
            path: [...place.path, "ipv4"],
            of: "key",
            message: `the line is handed over by ${handover}, which gives the address, but one is declared, too`,
            hint: "remove it, or write `handover: static`",
          };
        if (handover !== "pppoe" && pppoe)
          yield {
            ...place,
            path: [...place.path, "pppoe"],
            of: "key",
            message: `the line is handed over ${handover === "static" ? "with a static address" : `by ${handover}`}, where nobody asks for credentials`,
            hint: "remove them, or write `handover: pppoe`",
          };
      }
  },
};
