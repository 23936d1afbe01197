import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver } from "../../lab/twin/configure.js";
import { converged } from "../../lab/twin/converge.js";
import { expectation } from "../../lab/twin/expected.js";
import { failover, SETTLE } from "../../lab/twin/failover.js";
import { matrix } from "../../lab/twin/matrix.js";
import { endRun, newRun, type Run, unavailable } from "../../lab/twin/run.js";
import { topologyOf } from "../../lab/twin/topology.js";
import { bringUp, type Twin } from "../../lab/twin/twin.js";
import { PROJECT, ready } from "../../scripts/lib/command.js";

const SITE = "ankerstrasse";
const why = unavailable();
const title = why === undefined ? "a site in the twin" : `a site in the twin (skipped: ${why})`;

describe.skipIf(why !== undefined && process.env.CI !== "true")(title, () => {
  const parent = mkdtempSync(join(tmpdir(), "twin-"));
  const { platform, catalogue, declaration } = ready(join(PROJECT, "traeger/hansestadt"));
  const expected = expectation(platform, catalogue, declaration);
  const router = Object.values(platform.network.routers).find(({ site }) => site === SITE);
  let run: Run | undefined;
  let twin: Twin;

  beforeAll(async () => {
    if (why !== undefined) throw new Error(why);
    if (!router) throw new Error(`${SITE} has no router`);
    run = newRun(parent);
    twin = await bringUp(run, topologyOf(platform, [SITE]));
    await deliver(twin, platform, join(PROJECT, "inventories/hansestadt/devices"));
    await converged(twin, [router], SETTLE);
  }, 600_000);

  afterAll(async () => {
    if (run) await endRun(run);
    rmSync(parent, { recursive: true, force: true });
  });

  it("lets through what the flow tables allow and nothing else", async () => {
    const { probes, reached, violations } = await matrix(twin, platform, expected);
    expect(violations).toEqual([]);
    expect(reached).toBeGreaterThan(0);
    expect(probes).toBeGreaterThan(reached);
  }, 300_000);

  it("goes on by the other line when the first loses its link, and nothing leaks meanwhile", async () => {
    if (!router) throw new Error(`${SITE} has no router`);
    const [result, ...others] = await failover(twin, platform, expected, router, ["link-down"]);
    expect(others).toEqual([]);
    expect(result?.problems).toEqual([]);
    expect(result?.leaks).toEqual([]);
    expect(result?.forbidden).toBeGreaterThan(1000);
    // The line was used before: a failure that costs nothing did not happen.
    expect(result?.failure.outages.every(({ lost, backMs }) => lost > 0 && backMs !== undefined)).toBe(true);
    expect(result?.return.outages.every(({ backMs }) => backMs !== undefined)).toBe(true);
  }, 300_000);
});
