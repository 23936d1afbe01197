import type { Rule } from "./rule.js";

export const schoolServerGateway: Rule = {
  id: "school-server-gateway",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { segments }] of declaration.sites)
      for (const [role, { gateway }] of Object.entries(segments))
        if (gateway === "school-server")
          yield {
            file: `sites/${id}.yaml`,
            path: ["segments", role, "gateway"],
            message: `the school server is to be the gateway of ${role}, which cannot be done yet: its virtual machine has one interface, in the servers' segment, and nobody would be the gateway`,
            hint: `leave it out: the router is the gateway, and "dhcp: school-server" still gives addresses from the school server`,
          };
  },
};
