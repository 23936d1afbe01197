import { listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const landesnetzPrefixes: Rule = {
  id: "landesnetz-prefixes",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    if (declaration.traeger.landesnetz) return;
    const kinds = new Set(demands.map(({ kind }) => kind));
    const needed = Object.entries(catalogue.flows).filter(
      ([, { from, to }]) => from.includes("landesnetz") && to.some((kind) => kind === "all" || kinds.has(kind)),
    );
    if (needed.length === 0) return;
    const [, first] = needed[0] as (typeof needed)[number];
    yield {
      file: "traeger.yaml",
      path: [],
      message: `flows from the Landesnetz are dropped, because its prefixes are not declared: ${listing(needed.map(([id]) => id))} (${first.purpose.en})`,
      hint: 'ask the state\'s operator and write "landesnetz: { ipv4: [ … ], source: … }"',
    };
  },
};
