import { namedEnds, ownFlows, published } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Guests have no account; private devices (byod) sign in and are no guests. */
const GUESTS = "guests";

export const guestsInside: Rule = {
  id: "guests-inside",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const known = Object.entries(catalogue.machines);
    const dmz = known.flatMap(([kind, { segment }]) => (segment === "dmz" ? [kind] : []));
    const signOn = known.flatMap(([kind, { guestSignOn }]) => (guestSignOn ? [kind] : []));
    const machines = [...published(catalogue), ...dmz, ...signOn].map((kind) => `machine:${kind}`);
    const allowed = [GUESTS, "internet", "dc-dmz", ...machines];
    for (const flow of ownFlows(declaration))
      if (flow.from.includes(GUESTS))
        for (const { file, path, end, key } of namedEnds(flow)) {
          // In flows.yaml the targets are kinds of machines without saying so.
          const target = flow.table === "flows" ? `machine:${end}` : end;
          if (key === "to" && !allowed.includes(target))
            yield {
              file,
              path,
              message: `guests would reach ${target}, which stands inside`,
              hint: "guests reach the Internet, the DMZ, machines that everybody reaches from the Internet, and where they sign on (guestSignOn in machines.yaml); whoever has to work inside gets an account",
            };
        }
  },
};
