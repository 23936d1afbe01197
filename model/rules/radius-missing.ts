import type { RouterIntent } from "../intent.js";
import { contains, parsePrefix } from "../net.js";
import { covers } from "../resolve/network/policies.js";
import { RADIUS_PORT } from "../resolve/network/radius.js";
import { askingProfiles } from "./lookups.js";
import type { Rule } from "./rule.js";

export const radiusMissing: Rule = {
  id: "radius-missing",
  on: "model",
  phase: "platform",
  *check(context) {
    const { routers } = context.platform.network;
    const bySite = new Map(Object.values(routers).map((router) => [router.site, router]));
    for (const { file, path, site, profile, servers } of askingProfiles(context)) {
      const router = bySite.get(site);
      if (!router || servers.some((address) => reached(router, address))) continue;
      yield {
        ...{ file, path },
        message: `ports of the profile ${profile} ask RADIUS servers, and ${servers.length === 0 ? "the site's schools have none" : `the switch reaches none of them (${servers.join(", ")})`}`,
        hint: "a product with RADIUS servers for the Baustein wlan-zugangsverwaltung, in the building or behind the tunnels of `coupling`; or a profile without `authentication`",
      };
    }
  },
};

/** Whether the site's router lets its management segment, where the switches are, ask a server. */
function reached({ instances }: RouterIntent, address: string): boolean {
  const server = parsePrefix(`${address}/32`);
  return instances.some(({ policies }) =>
    policies.some(
      ({ from, to, protocol, ports }) =>
        from.zone === "management" &&
        protocol === "udp" &&
        covers({ protocol, ports }, protocol, RADIUS_PORT) &&
        (to.at === "segment" || to.at === "tunnel") &&
        to.prefixes.some((prefix) => contains(parsePrefix(prefix), server)),
    ),
  );
}
