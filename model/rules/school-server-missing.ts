import { DHCP, mayAskForAddresses } from "./lookups.js";
import type { DemandContext, Rule } from "./rule.js";

export const schoolServerMissing: Rule = {
  id: "school-server-missing",
  on: "model",
  phase: "declaration",
  *check(context) {
    const { declaration, catalogue } = context;
    const kinds = catalogue.flows["school-server-network"]?.to ?? [];
    for (const [id, { segments }] of declaration.sites) {
      const standing = kindsAt(context, id).filter((kind) => kinds.includes(kind));
      for (const [role, { dhcp }] of Object.entries(segments)) {
        if (dhcp !== "school-server") continue;
        const place = { file: `sites/${id}.yaml`, path: ["segments", role, "dhcp"] };
        if (standing.length === 0)
          yield {
            ...place,
            message: "the school server is to be the DHCP server, but no school server stands at this site",
            hint: `"dhcp: router", or a local ${kinds.join(" or ")} at the site`,
          };
        else if (!mayAskForAddresses(catalogue, role, standing))
          yield {
            ...place,
            message: `the school server is to be the DHCP server of ${role}, but no flow lets this segment ask it for addresses`,
            hint: `"dhcp: router", or a row in catalogue/flows.yaml from ${role} to ${standing.join(", ")} with ${DHCP}`,
          };
      }
    }
  },
};

function kindsAt({ demands }: DemandContext, site: string): string[] {
  return [...new Set(demands.flatMap(({ kind, cluster }) => (cluster?.site === site ? [kind] : [])))];
}
