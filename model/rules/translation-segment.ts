import type { Catalogue } from "../catalogue/schema.js";
import type { Site } from "../schema/site.js";
import { entryOf } from "./lookups.js";
import type { Rule } from "./rule.js";

export const translationSegment: Rule = {
  id: "translation-segment",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const withMachines = new Set(demands.flatMap(({ cluster }) => cluster?.site ?? []));
    for (const [id, { segments }] of declaration.sites)
      for (const [role, pin] of Object.entries(segments)) {
        if (!pin.translated) continue;
        const why = known(role, catalogue, withMachines.has(id)) ?? unfit(pin);
        if (why)
          yield {
            file: `sites/${id}.yaml`,
            path: ["segments", role, "translated"],
            of: "key",
            message: `${role} cannot appear under other addresses outside of the site: ${why}`,
            hint: "renumber it to the site's own address plan, or agree with whoever assigned the prefix on another one",
          };
      }
  },
};

/** Whose addresses are known outside as they are. */
function known(role: string, { segments: { roles } }: Catalogue, machines: boolean): string | undefined {
  const entry = entryOf(roles, role);
  if (entry?.trust === "verwaltung") return "the Verwaltungsnetz knows it by the prefix that it assigned itself";
  if (entry?.routed === false) return "the tunnels have their addresses out of it";
  if (role === "management") return "routers, switches and access points are delivered by their own addresses";
  if (role === "servers" && machines)
    return "machines of the Platform stand in it, and are known by their own addresses";
  return undefined;
}

/** What its settings leave the router no part in. */
function unfit({ ipv4, assignedBy, dhcp }: Site["segments"][string]): string | undefined {
  if (ipv4 === undefined) return "it has no IPv4 prefix of others; only IPv4 is translated";
  if (assignedBy === undefined) return "nobody is named who assigned its prefix (assignedBy)";
  if (dhcp === "central") return "central servers would give addresses for a prefix that they do not see";
  return undefined;
}
