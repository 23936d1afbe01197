import type { Rule } from "./rule.js";

export const lineClasses: Rule = {
  id: "line-classes",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue }) {
    const required = Object.entries(catalogue.trafficClasses).flatMap(([id, row]) => (row.required ? [id] : []));
    for (const [site, { uplinks }] of declaration.sites)
      for (const [line, { role, carries }] of uplinks.entries()) {
        if (!carries) continue;
        const place = { file: `sites/${site}.yaml`, path: ["uplinks", line, "carries"] };
        if (role === "primary")
          yield {
            ...place,
            message: "the primary line carries everything; classes are kept off fallback lines only",
            hint: "remove it, or name the classes at the line that stands in",
          };
        const missing = required.filter((id) => carries.classes !== "all" && !carries.classes.includes(id));
        if (role === "fallback" && missing.length > 0)
          yield {
            ...place,
            path: [...place.path, "classes"],
            message: `the line would not carry ${missing.join(", ")}: nobody could look after the site while the primary line is down`,
            hint: `add ${missing.join(", ")}`,
          };
      }
  },
};
