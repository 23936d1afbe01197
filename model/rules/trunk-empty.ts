import type { Rule } from "./rule.js";

export const trunkEmpty: Rule = {
  id: "trunk-empty",
  on: "model",
  phase: "platform",
  *check({ declaration, platform }) {
    for (const [id, site] of declaration.sites)
      for (const [index, key] of Object.keys(site.switches).entries()) {
        const name = platform.sites[id]?.switches[index]?.name ?? "";
        const ports = platform.network.switches[name]?.ports ?? [];
        const empty = new Set(
          ports.flatMap(({ mode, allowed, profile }) => (mode === "trunk" && !allowed?.length ? [profile] : [])),
        );
        for (const profile of empty)
          yield {
            file: `sites/${id}.yaml`,
            path: ["switches", key, "profiles", profile],
            message: `the site has none of the segments that ports of the profile ${profile} carry: a trunk without VLANs`,
            hint: "another profile, or the segment; what a profile carries stands under `vlans` in catalogue/ports.yaml",
          };
      }
  },
};
