import { limited } from "./lookups.js";
import type { Rule } from "./rule.js";

export const exceptionTooLong: Rule = {
  id: "exception-too-long",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, today }) {
    if (today === undefined) return;
    const { value: years, source } = catalogue.lines.exceptionYears;
    const last = `${Number(today.slice(0, 4)) + years}${today.slice(4)}`;
    for (const { file, path, until, what, lasting } of limited(declaration))
      if (until > last)
        yield {
          file,
          path,
          message: `${what} would hold until ${until}; at most ${years} years ahead, ${last}, are allowed`,
          hint: `an earlier day, and extend it when it is still needed; what always holds is ${lasting} (${source})`,
        };
  },
};
