import type { Rule } from "./rule.js";

export const uplinkPrimary: Rule = {
  id: "uplink-primary",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { uplinks }] of declaration.sites) {
      const primary = [...uplinks.keys()].filter((index) => uplinks[index]?.role === "primary");
      const file = `sites/${id}.yaml`;
      const hint = `exactly one line is "role: primary"; the others are "role: fallback"`;
      if (primary.length === 0) yield { file, path: ["uplinks"], of: "key", message: "no uplink is primary", hint };
      for (const index of primary.slice(1))
        yield {
          file,
          path: ["uplinks", index, "role"],
          message: `uplink ${(primary[0] ?? 0) + 1} is primary already`,
          hint,
        };
    }
  },
};
