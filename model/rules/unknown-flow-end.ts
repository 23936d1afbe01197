import { suggestion } from "../candidates.js";
import { namedEnds, ownFlows } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Names that only rows of zone-flows.yaml have, on top of zones (model/resolve/network/view.ts). */
const OF_THE_DEVICE = {
  from: ["own-segments", "dhcp-clients", "tunnels", "callers", "ikev2-callers", "administration"],
  to: ["device"],
} as const;

export const unknownFlowEnd: Rule = {
  id: "unknown-flow-end",
  on: "model",
  phase: "references",
  *check({ declaration, catalogue }) {
    const zones = [
      ...Object.values(catalogue.segments.roles).map(({ zone }) => zone),
      ...["dc-servers", "dc-dmz", "dc-management", "data-centre", "internet", "verwaltung-central"],
    ];
    const everywhere = [...zones, ...Object.keys(catalogue.machines).map((kind) => `machine:${kind}`)];
    for (const flow of ownFlows(declaration)) {
      // `to` of flows.yaml names machines only: rule catalogue-reference.
      if (flow.table === "flows") continue;
      for (const { file, path, end, key } of namedEnds(flow)) {
        const known = [...everywhere, ...(flow.table === "zoneFlows" ? OF_THE_DEVICE[key] : [])];
        if (!known.includes(end))
          yield {
            file,
            path,
            message: `${JSON.stringify(end)} is neither a zone nor a kind of machine`,
            hint: suggestion(end, known),
          };
      }
    }
  },
};
