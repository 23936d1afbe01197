import type { Finding, Rule } from "./rule.js";

const own = (name: string) => name.startsWith("verwaltung");

export const verwaltungFlow: Rule = {
  id: "verwaltung-flow",
  on: "model",
  phase: "declaration",
  *check({ declaration }) {
    for (const [id, { exceptions }] of declaration.sites)
      for (const [name, { from, to }] of Object.entries(exceptions))
        for (const [key, ends] of [
          ["from", from],
          ["to", to],
        ] as const)
          for (const [index, end] of ends.entries()) if (own(end)) yield finding(id, name, key, index, end);
  },
};

function finding(site: string, name: string, key: string, index: number, end: string): Finding {
  return {
    file: `sites/${site}.yaml`,
    path: ["exceptions", name, key, index],
    message: `no flow may be opened from or to ${end}`,
    hint: "the Verwaltungsnetz reaches its own hub only; IServ is reached through the public entrance",
  };
}
