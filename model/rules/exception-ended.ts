import type { Rule } from "./rule.js";

/** `today` is given by the command, so that the model itself knows no clock. */
export const exceptionEnded: Rule = {
  id: "exception-ended",
  on: "model",
  phase: "declaration",
  *check({ declaration, today }) {
    if (today === undefined) return;
    for (const [id, { exceptions }] of declaration.sites)
      for (const [name, { until, owner }] of Object.entries(exceptions))
        if (until < today)
          yield {
            file: `sites/${id}.yaml`,
            path: ["exceptions", name, "until"],
            message: `the exception ended on ${until}; ${owner} answers for it`,
            hint: "remove it, or agree on a new last day",
          };
  },
};
