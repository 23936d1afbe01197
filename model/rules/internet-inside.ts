import { namedEnds, ownFlows, published } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Whoever stands before a line: anybody, also where the packet only asks for a hub. */
const OUTSIDE = ["internet", "callers", "ikev2-callers"];

export const internetInside: Rule = {
  id: "internet-inside",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const open = published(catalogue).map((kind) => `machine:${kind}`);
    for (const flow of ownFlows(declaration)) {
      // A row of flows.yaml is what publishes a machine.
      const from = flow.table === "flows" ? undefined : flow.from.find((end) => OUTSIDE.includes(end));
      if (from === undefined) continue;
      for (const { file, path, end, key } of namedEnds(flow))
        if (key === "to" && !open.includes(end))
          yield {
            file,
            path,
            message: `${from} would open connections to ${end}, which no row of flows.yaml publishes`,
            hint: 'what is reached from outside is a machine with a row "from: [internet]" in flows.yaml; a person comes in by remote access (jump host)',
          };
    }
  },
};
