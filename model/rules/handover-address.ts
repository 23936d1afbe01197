import type { Rule } from "./rule.js";

/** Where the sites are coupled, each line carries tunnels; elsewhere a line may stay as its operator configures it. */
export const handoverAddress: Rule = {
  id: "handover-address",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    if (!declaration.traeger.coupling) return;
    for (const [id, { uplinks }] of declaration.sites)
      for (const [index, { handover, ipv4 }] of uplinks.entries())
        if (handover === "static" && !ipv4)
          yield {
            file: `sites/${id}.yaml`,
            path: ["uplinks", index],
            message: "the line is handed over with a static address, but none is declared",
            hint: `"ipv4: { address: 198.51.100.10/30, gateway: 198.51.100.9 }" from the operator's letter, or another handover`,
          };
  },
};
