import { describe, expect, it } from "vitest";
import { outage } from "../../lab/twin/outage.js";

/** 200 packets a second for 20 seconds, with these gaps; the event is at 5 s, the next at 15 s. */
const suffered = (...gaps: { at: number; ms: number; lost: number }[]) =>
  outage({ id: "a", sent: 4000, received: 0, lost: 0, gaps }, 20, 5000, 15_000);

describe("the outage of a flow", () => {
  it("is nothing where nothing was lost", () => {
    expect(suffered()).toEqual({ flow: "a", lost: 0, ms: 0, backMs: 0 });
  });

  it("lasts from the event to the end of the gap", () => {
    expect(suffered({ at: 5010, ms: 1500, lost: 300 })).toEqual({ flow: "a", lost: 300, ms: 1500, backMs: 1510 });
  });

  it("counts of a gap that began before the event what comes after it", () => {
    expect(suffered({ at: 3000, ms: 4000, lost: 800 })).toEqual({ flow: "a", lost: 400, ms: 2000, backMs: 2000 });
  });

  it("does not end where the gap does not", () => {
    expect(suffered({ at: 6000, ms: 12_000, lost: 2400 }).backMs).toBeUndefined();
  });

  it("lasts as long as many packets are lost, but a stray one later does not prolong it", () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ at: 5000 + n * 30, ms: 10, lost: 1 }));
    expect(suffered(...many, { at: 12_000, ms: 10, lost: 1 }).backMs).toBeLessThan(3000);
    expect(suffered(...many).backMs).toBeGreaterThan(2000);
  });
});
