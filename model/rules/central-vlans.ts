import { repeated } from "./lookups.js";
import type { Rule } from "./rule.js";

export const centralVlans: Rule = {
  id: "central-vlans",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    const { dataCentres, addressPlan } = declaration.traeger;
    const { from, to } = addressPlan.dataCentreVlans;
    for (const [id, centre] of Object.entries(dataCentres)) {
      const vlans = (["serverVlan", "dmzVlan", "managementVlan"] as const).map((key) => ({
        key,
        vlan: centre[key],
      }));
      const place = (key: string) => ({ file: "traeger.yaml", path: ["dataCentres", id, key] });
      for (const { key, vlan } of vlans)
        if (vlan >= from && vlan <= to)
          yield {
            ...place(key),
            message: `${key} ${vlan} lies in ${from} to ${to}, the VLANs of the schools' servers`,
            hint: "a VLAN outside of addressPlan.dataCentreVlans",
          };
      for (const [{ key, vlan }, first] of repeated(vlans, ({ vlan }) => vlan))
        yield {
          ...place(key),
          message: `${key} ${vlan} is ${first.key} already`,
          hint: "each segment has a VLAN of its own",
        };
    }
  },
};
