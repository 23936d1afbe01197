import { askingProfiles } from "./lookups.js";
import type { Rule } from "./rule.js";

export const radiusServers: Rule = {
  id: "radius-servers",
  on: "model",
  phase: "platform",
  *check(context) {
    const { timeoutSeconds, retransmissions, anewSeconds } = context.catalogue.portAuthentication;
    const each = timeoutSeconds * (retransmissions + 1);
    for (const { file, path, profile, servers } of askingProfiles(context))
      if (servers.length * each > anewSeconds)
        yield {
          ...{ file, path },
          message: `ports of the profile ${profile} ask ${servers.length} RADIUS servers, ${each} s each, and the switch begins anew after ${anewSeconds} s, before it lets anybody into the segment for outages`,
          hint: `at most ${Math.floor(anewSeconds / each)} servers for the site: fewer instances of the product, or one product instead of two`,
        };
  },
};
