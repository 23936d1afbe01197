import { counted } from "../counted.js";
import { hubName } from "../resolve/network/site-router.js";
import { listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const resolverMissing: Rule = {
  id: "resolver-missing",
  on: "model",
  phase: "platform",
  *check({ declaration, platform }) {
    const { coupling } = declaration.traeger;
    const silent = Object.values(platform.network.routers).filter(({ nameservers }) => nameservers.length === 0);
    for (const { device } of silent.filter(({ site }) => site === undefined))
      yield {
        file: "traeger.yaml",
        path: ["coupling", "hubs", (coupling?.hubs ?? []).findIndex((hub) => hubName(hub) === device.name), "lines"],
        of: "key",
        message: `${device.name} answers names for its segments, but has nobody to ask`,
        hint: "coupling.nameservers for lines of this kind, or the product dns-ntp",
      };
    // One sentence for all sites: what helps one mostly helps all of them.
    const sites = silent.flatMap(({ site }) => site ?? []);
    if (sites.length > 0)
      yield {
        file: `sites/${sites[0]}.yaml`,
        path: ["uplinks"],
        of: "key",
        message: `the router answers names for its segments, but has nobody to ask; so at ${counted(sites.length, "site")}: ${listing(sites)}`,
        hint: `"nameservers: [<the operator's DNS server>]" on a line${coupling ? ", coupling.nameservers for all lines of a kind" : ""}, or the product dns-ntp in traeger.yaml`,
      };
    const verwaltungen = [...declaration.sites.values()].filter(({ verwaltung }) => verwaltung).length;
    if (verwaltungen > 0 && coupling?.verwaltung && !coupling.verwaltung.nameservers)
      yield {
        file: "traeger.yaml",
        path: ["coupling", "verwaltung"],
        of: "key",
        message: `nobody is named whom the computers in the Verwaltungsnetz of ${counted(verwaltungen, "site")} ask for names`,
        hint: "coupling.verwaltung.nameservers: DNS servers of the Verwaltungsnetz",
      };
  },
};
