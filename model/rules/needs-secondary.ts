import { livingSchools } from "./lookups.js";
import type { Rule } from "./rule.js";

const PRIMARY = ["grundschule", "foerderschule"];

export const needsSecondary: Rule = {
  id: "needs-secondary",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { scenario } = declaration.traeger;
    const entry = catalogue.scenarios[scenario];
    const schools = livingSchools(declaration);
    if (!entry?.needsSecondary || schools.length === 0 || schools.some(([, { kind }]) => !PRIMARY.includes(kind)))
      return;
    yield {
      file: "traeger.yaml",
      path: ["scenario"],
      message: `scenario ${scenario} is meant for at least one secondary school; all are primary or special schools`,
      hint: entry.source,
    };
  },
};
