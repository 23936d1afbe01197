import type { Catalogue } from "../catalogue/schema.js";
import { type CabledSwitch, cable } from "../resolve/network/cabling.js";
import type { Power } from "../resolve/network/power.js";
import { listing, rounded } from "./lookups.js";
import type { Finding, Rule } from "./rule.js";

export const portMissing: Rule = {
  id: "port-missing",
  on: "model",
  phase: "platform",
  *check({ declaration, catalogue, platform }) {
    for (const [id, site] of Object.entries(platform.sites)) {
      const declared = declaration.sites.get(id);
      if (!declared || Object.keys(declared.switches).length === 0) continue;
      const { missing, switches } = cable(catalogue, site, declared);
      const file = `sites/${id}.yaml`;
      if (missing.length > 0)
        yield {
          file,
          path: ["switches"],
          of: "key",
          message: `no free port, or no power within 80 % of the PoE budget and beside what else is fed, for ${listing(missing)}`,
          hint: `another switch, fewer ports in "profiles", or "accessPoints: { watt: … }" from the maker's data sheet`,
        };
      for (const one of switches)
        for (const power of one.power) if (power.total > power.budget) yield tooMuch(catalogue, file, one, power);
    }
  },
};

function tooMuch({ ports }: Catalogue, file: string, { id, power: all }: CabledSwitch, power: Power): Finding {
  const kinds = [...power.watts].map(([profile, watt]) => `${ports[profile]?.name.en ?? profile} ${rounded(watt)} W`);
  const who = all.length === 1 ? "its ports feed" : `the ports of member ${power.member} feed`;
  return {
    file,
    path: ["switches", id, "poeWatt"],
    message: `${who} ${rounded(power.total)} W, more than the PoE budget of ${power.budget} W: ${kinds.join(", ")}`,
    hint: `fewer ports in "profiles", more power supplies, or a profile with the "watt" of the maker's data sheet in catalogue/ports.yaml`,
  };
}
