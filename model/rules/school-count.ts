import { counted } from "../counted.js";
import { livingSchools } from "./lookups.js";
import type { Rule } from "./rule.js";

export const schoolCount: Rule = {
  id: "school-count",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const { scenario } = declaration.traeger;
    const entry = catalogue.scenarios[scenario];
    const schools = livingSchools(declaration).length;
    // A declaration without schools is one that somebody has just begun.
    if (!entry || schools === 0 || (schools >= entry.schools.min && schools <= entry.schools.max)) return;
    const { min, max } = entry.schools;
    const expected = max >= 9999 ? `${counted(min, "school")} or more` : `${min} to ${max} schools`;
    yield {
      file: "traeger.yaml",
      path: ["scenario"],
      message: `scenario ${scenario} is meant for ${expected}; there ${schools === 1 ? "is 1" : `are ${schools}`}`,
      hint: entry.source,
    };
  },
};
