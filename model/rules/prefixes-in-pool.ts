import { contains, parsePrefix } from "../net.js";
import type { Rule } from "./rule.js";

export const prefixesInPool: Rule = {
  id: "prefixes-in-pool",
  on: "model",
  phase: "allocation",
  *check({ declaration, catalogue }) {
    const { allocations, traeger } = declaration;
    const { plans, dataCentres } = catalogue.segments;
    const all = [
      ...[...allocations.dataCentres].map(([id, a]) => ({
        file: `data-centres/${id}`,
        ...a,
        four: dataCentres[a.plan].length,
        six: 52,
      })),
      ...[...allocations.sites].map(([id, a]) => ({
        file: `sites/${id}`,
        ...a,
        four: plans[a.plan].length,
        six: 56,
      })),
    ];
    for (const { file, plan, four, six, ...prefixes } of all)
      for (const family of ["ipv4", "ipv6"] as const) {
        const place = { file: `allocations/${file}.yaml`, path: [family] };
        const prefix = parsePrefix(prefixes[family]);
        const length = family === "ipv4" ? four : six;
        const pool = traeger.addressPlan[family];
        if (prefix.length !== length)
          yield {
            ...place,
            message: `${prefixes[family]} is no /${length}, the size of plan ${plan}`,
            hint: "restore the file from its history",
          };
        else if (!contains(parsePrefix(pool), prefix))
          yield {
            ...place,
            message: `${prefixes[family]} lies outside of the pool ${pool}`,
            hint: `widen addressPlan.${family} in traeger.yaml: a prefix that was given stays`,
          };
      }
  },
};
