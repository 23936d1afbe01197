import { describe, expect, it } from "vitest";
import type { Outcome } from "../../change/events.js";
import { schedule } from "../../change/schedule.js";
import type { Platform, Stack } from "../../model/platform.js";

const NONE = { add: 0, change: 0, remove: 0 };

function stack(id: string, kind: Stack["kind"], after: string[] = []): Stack {
  return { id, kind, cluster: "rz", pool: id, token: "", tokenVariable: "", after, machines: [] };
}

/** One cluster with a limit of operations at the same time. */
function platform(parallel: number): Platform {
  return { clusters: { rz: { id: "rz", name: "rz", ref: {}, declared: { parallel } } } } as unknown as Platform;
}

const done = (id: string): Outcome => ({ stack: id, result: "done", counts: NONE });
const failed = (id: string): Outcome => ({ stack: id, result: "failed", errors: [{ text: "no" }] });

describe("schedule", () => {
  const schools = Array.from({ length: 12 }, (_, n) => stack(`schule-${n}`, "school", ["rz"]));
  const stacks = [...schools, stack("rz", "cluster")];

  it("deploys the cluster's stack before its schools", async () => {
    const order: string[] = [];
    await schedule(platform(4), stacks, { jobs: 8, signal: new AbortController().signal }, async ({ id }) => {
      order.push(id);
      return done(id);
    });
    expect(order[0]).toBe("rz");
    expect(order).toHaveLength(13);
  });

  it.each([1, 2, 4])("never runs more than the cluster's limit of %i operations at once", async (limit) => {
    let running = 0;
    let most = 0;
    await schedule(
      platform(limit),
      stacks,
      { jobs: 50, signal: new AbortController().signal },
      async ({ id }, parallelism) => {
        running += parallelism;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= parallelism;
        return done(id);
      },
    );
    expect(most).toBe(limit);
  });

  it("starts no school when the cluster's stack failed, and says for each what it waits for", async () => {
    const outcomes = await schedule(
      platform(4),
      stacks,
      { jobs: 8, signal: new AbortController().signal },
      async ({ id }) => failed(id),
    );
    expect(outcomes.filter(({ result }) => result === "owed")).toHaveLength(12);
    expect(outcomes.find(({ stack: id }) => id === "schule-3")).toMatchObject({ because: "rz did not succeed" });
  });

  it("finishes all others when one school fails or throws", async () => {
    const outcomes = await schedule(
      platform(4),
      stacks,
      { jobs: 8, signal: new AbortController().signal },
      async ({ id }) => {
        if (id === "schule-5") throw new Error("broken");
        return done(id);
      },
    );
    expect(outcomes.filter(({ result }) => result === "done")).toHaveLength(12);
    expect(outcomes.find(({ stack: id }) => id === "schule-5")).toMatchObject({
      result: "failed",
      errors: [{ text: "broken" }],
    });
  });

  it("lets running stacks end and owes the rest when it is interrupted", async () => {
    const controller = new AbortController();
    const outcomes = await schedule(platform(2), stacks, { jobs: 2, signal: controller.signal }, async ({ id }) => {
      if (id === "rz") controller.abort();
      return done(id);
    });
    expect(outcomes.find(({ stack: id }) => id === "rz")).toMatchObject({ result: "done" });
    expect(outcomes.filter(({ result }) => result === "owed")).toHaveLength(12);
  });
});
