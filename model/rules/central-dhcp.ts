import type { Catalogue } from "../catalogue/schema.js";
import { modelOf } from "../resolve/network/devices.js";
import { DHCP, mayAskForAddresses } from "./lookups.js";
import type { Rule } from "./rule.js";

export const centralDhcp: Rule = {
  id: "central-dhcp",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const serving = demands.filter(
      ({ kind, school, cluster }) =>
        school === undefined && cluster?.dataCentre && catalogue.machines[kind]?.nameserver,
    );
    const kinds = [...new Set(serving.map(({ kind }) => kind))];
    const servers = kinds.length > 0;
    for (const [id, { segments, router }] of declaration.sites)
      for (const [role, { dhcp, withoutUplink }] of Object.entries(segments)) {
        if (dhcp !== "central") continue;
        const place = { file: `sites/${id}.yaml`, path: ["segments", role, "dhcp"] };
        if (withoutUplink === undefined)
          yield {
            ...place,
            message: "addresses come from the data centre, but nothing says what happens when no line works",
            hint: fallsBack(catalogue, router.model)
              ? `"withoutUplink: router" (the router gives addresses itself) or "withoutUplink: closed"`
              : `"withoutUplink: closed" (nobody new gets an address), or "dhcp: router"; this site's router cannot take over from central servers`,
          };
        if (!declaration.traeger.coupling || !servers)
          yield {
            ...place,
            message: servers
              ? "addresses come from the data centre, but the sites are not coupled to one"
              : "addresses come from the data centre, but no DNS and DHCP server stands in one",
            hint: servers
              ? `declare "coupling" in traeger.yaml, or "dhcp: router"`
              : `the product dns-ntp, or "dhcp: router"`,
          };
        if (servers && !mayAskForAddresses(catalogue, role, kinds))
          yield {
            ...place,
            message: `addresses come from the data centre, but no flow lets ${role} ask ${kinds.join(", ")} for them`,
            hint: `a row in catalogue/flows.yaml from ${role} to ${kinds.join(", ")} with ${DHCP}, or "dhcp: router"`,
          };
      }
  },
};

/** Whether a model of router can give addresses in the stead of servers that are away. */
function fallsBack({ devices, adapters }: Catalogue, model: string | undefined): boolean {
  const adapter = devices[modelOf("router", model)]?.adapter ?? "";
  return adapters[adapter]?.features["dhcp-fallback"] === true;
}
