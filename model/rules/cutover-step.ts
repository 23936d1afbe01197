import { STAGES, type Stage } from "../schema/line.js";
import type { Site } from "../schema/site.js";
import type { Finding, Rule } from "./rule.js";

export const cutoverStep: Rule = {
  id: "cutover-step",
  on: "model",
  phase: "declaration",
  *check({ declaration, today }) {
    for (const [id, site] of declaration.sites) {
      const last = site.cutover.at(-1);
      if (!last) continue;
      yield* order(`sites/${id}.yaml`, site, today);
      yield* lines(`sites/${id}.yaml`, site, last.stage);
    }
  },
};

/** One step at a time, forwards or back, each on a later day and none in the future. */
function* order(file: string, { cutover }: Site, today: string | undefined): Iterable<Finding> {
  for (const [index, { stage, since }] of cutover.entries()) {
    const before = cutover[index - 1];
    const path = ["cutover", index];
    if (before && Math.abs(STAGES.indexOf(stage) - STAGES.indexOf(before.stage)) !== 1)
      yield {
        file,
        path: [...path, "stage"],
        message: `${stage} does not follow ${before.stage}`,
        hint: `one step at a time: ${STAGES.join(" → ")}; back by the same steps`,
      };
    if (before && since <= before.since)
      yield {
        file,
        path: [...path, "since"],
        message: `the step was taken on ${since}, which is not after ${before.since}, the day of the step before it`,
        hint: "the day on which the step was taken; the steps stand in their order",
      };
    if (today !== undefined && since > today)
      yield {
        file,
        path: [...path, "since"],
        message: `the step is of ${since}, which lies in the future`,
        hint: "a step is written down on the day on which it is taken",
      };
  }
}

/** The lines that a step needs, with the role that they have in it. */
function* lines(file: string, { uplinks }: Site, stage: Stage): Iterable<Finding> {
  const state = uplinks.filter(({ kind }) => kind === "landesnetz");
  if (state.length === 0 || state.length === uplinks.length) {
    yield {
      file,
      path: ["uplinks"],
      of: "key",
      message: "a cut-over needs a line of the Landesnetz and another one",
      hint: "declare both lines, or remove the cut-over when it is done and the old line is cancelled",
    };
    return;
  }
  const landesnetzFirst = stage === "landesnetz-primary" || stage === "telekom-retired";
  const first = landesnetzFirst ? "the Landesnetz" : "the other line";
  const primary = uplinks.findIndex(({ role }) => role === "primary");
  const fits = (uplinks[primary]?.kind === "landesnetz") === landesnetzFirst;
  if (primary >= 0 && !fits)
    yield {
      file,
      path: ["uplinks", primary, "role"],
      message: `at the step ${stage} ${first} is primary, not this line`,
      hint: `"role: fallback" here and "role: primary" at ${first}, or the step that fits the lines`,
    };
}
