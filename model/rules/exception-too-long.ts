import type { Rule } from "./rule.js";

export const exceptionTooLong: Rule = {
  id: "exception-too-long",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, today }) {
    if (today === undefined) return;
    const { value: years, source } = catalogue.lines.exceptionYears;
    const last = `${Number(today.slice(0, 4)) + years}${today.slice(4)}`;
    for (const [id, { exceptions }] of declaration.sites)
      for (const [name, { until }] of Object.entries(exceptions))
        if (until > last)
          yield {
            file: `sites/${id}.yaml`,
            path: ["exceptions", name, "until"],
            message: `the exception would hold until ${until}; at most ${years} years ahead, ${last}, are allowed`,
            hint: `an earlier day, and extend it when it is still needed; what always holds is a row of a flow table (${source})`,
          };
  },
};
