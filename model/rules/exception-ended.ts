import { limited } from "./lookups.js";
import type { Rule } from "./rule.js";

/** `today` is given by the command, so that the model itself knows no clock. */
export const exceptionEnded: Rule = {
  id: "exception-ended",
  on: "model",
  phase: "declaration",
  *check({ declaration, today }) {
    if (today === undefined) return;
    for (const { file, path, until, what, about, after } of limited(declaration))
      if (until < today)
        yield {
          file,
          path,
          message: `${what} ended on ${until}; ${about}`,
          hint: `${after}, or agree on a new last day`,
        };
  },
};
