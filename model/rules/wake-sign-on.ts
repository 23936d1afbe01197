import { managesComputers } from "../resolve/presence.js";
import { entryOf, livingSchools } from "./lookups.js";
import type { Rule } from "./rule.js";

/** Switches keep a port shut in both directions until somebody has signed on, and who sleeps does not. */
export const wakeSignOn: Rule = {
  id: "wake-sign-on",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue: { ports, segments, zoneFlows } }) {
    const waking = Object.entries(zoneFlows).filter(([, { broadcast }]) => broadcast);
    for (const [site, { switches }] of declaration.sites) {
      if (!livingSchools(declaration).some(([, it]) => it.sites.includes(site) && managesComputers(it, site))) continue;
      for (const [key, { profiles }] of Object.entries(switches))
        for (const profile of Object.keys(profiles)) {
          const { authentication, segment = "" } = entryOf(ports, profile) ?? {};
          const zone = entryOf(segments.roles, segment)?.zone ?? "";
          const row = waking.find(([, { to }]) => to.includes(zone))?.[0];
          if (authentication && row !== undefined)
            yield {
              file: `sites/${site}.yaml`,
              path: ["switches", key, "profiles", profile],
              message: `${row} wakes computers in ${zone}, and a port of the profile ${profile} is closed while its computer sleeps`,
              hint: "a profile without `authentication` for computers that are woken",
            };
        }
    }
  },
};
