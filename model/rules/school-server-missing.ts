import type { Rule } from "./rule.js";

export const schoolServerMissing: Rule = {
  id: "school-server-missing",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const kinds = catalogue.flows["school-server-network"]?.to ?? [];
    const served = new Set(demands.filter(({ kind }) => kinds.includes(kind)).map(({ cluster }) => cluster?.site));
    for (const [id, { segments }] of declaration.sites)
      for (const [role, settings] of Object.entries(segments))
        for (const key of ["gateway", "dhcp"] as const)
          if (settings[key] === "school-server" && !served.has(id))
            yield {
              file: `sites/${id}.yaml`,
              path: ["segments", role, key],
              message: `the school server is to be ${key === "dhcp" ? "the DHCP server" : "the gateway"}, but no school server stands at this site`,
              hint: `"${key}: router", or a local ${kinds.join(" or ")} at the site`,
            };
  },
};
