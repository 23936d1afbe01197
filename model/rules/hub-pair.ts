import { suggestion } from "../candidates.js";
import type { Rule } from "./rule.js";

export const hubPair: Rule = {
  id: "hub-pair",
  on: "model",
  phase: "references",
  *check({ declaration }) {
    const { coupling, dataCentres } = declaration.traeger;
    if (!coupling) return;
    const file = "traeger.yaml";
    if (!Object.hasOwn(dataCentres, coupling.dataCentre))
      yield {
        file,
        path: ["coupling", "dataCentre"],
        message: `data centre ${JSON.stringify(coupling.dataCentre)} does not exist`,
        hint: suggestion(coupling.dataCentre, Object.keys(dataCentres)),
      };
    const [first, second] = coupling.hubs;
    if (!first || !second) return;
    if (first.id === second.id)
      yield {
        file,
        path: ["coupling", "hubs", 1, "id"],
        message: `both hubs have the id ${first.id}`,
        hint: "another id, e.g. hub2",
      };
    for (const [index, { ipv4 }] of second.lines.entries())
      if (first.lines.some((line) => line.ipv4.address === ipv4.address))
        yield {
          file,
          path: ["coupling", "hubs", 1, "lines", index, "ipv4", "address"],
          message: `${ipv4.address} is the address of hub ${first.id} already`,
          hint: "each hub has an address of its own on each line",
        };
  },
};
