import { namedEnds, type OwnFlow, ownFlows } from "./lookups.js";
import type { Rule } from "./rule.js";

export const verwaltungFlow: Rule = {
  id: "verwaltung-flow",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const flow of ownFlows(declaration))
      if (!toItsHub(flow))
        for (const { file, path, end } of namedEnds(flow))
          if (end.startsWith("verwaltung"))
            yield {
              file,
              path,
              message: `no flow may be opened from or to ${end}`,
              hint: "the Verwaltungsnetz reaches its own hub only; IServ is reached through the public entrance",
            };
  },
};

/** A row of the catalogue that says what the Verwaltung reaches at its own hub: another zone is no part of it. */
function toItsHub({ table, from, to }: OwnFlow): boolean {
  const only = (ends: readonly string[], name: string) => ends.every((end) => end === name);
  return table === "zoneFlows" && only(from, "verwaltung") && only(to, "verwaltung-central");
}
