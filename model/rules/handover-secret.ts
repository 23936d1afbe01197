import type { Rule } from "./rule.js";

export const handoverSecret: Rule = {
  id: "handover-secret",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    if (!declaration.traeger.coupling) return;
    for (const [id, { uplinks }] of declaration.sites)
      for (const [index, { handover, pppoe }] of uplinks.entries())
        if (handover === "pppoe" && !pppoe)
          yield {
            file: `sites/${id}.yaml`,
            path: ["uplinks", index, "handover"],
            message: "the line needs a user name and a password, but no references are declared",
            hint: `"pppoe: { user: secret://env/PPPOE_USER, password: secret://env/PPPOE_PASSWORD }"`,
          };
  },
};
