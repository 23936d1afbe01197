import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RouterIntent } from "../../model/intent.js";
import type { PlatformSite } from "../../model/platform.js";
import { cutoverStep } from "../../render/cutover.js";
import { PROJECT, ready } from "../../scripts/lib/command.js";

const { platform } = ready(join(PROJECT, "traeger/hansestadt"));
const site = platform.sites.ankerstrasse as PlatformSite;
const router = platform.network.routers[site.router.name] as RouterIntent;

describe("the step of a cut-over in the inventory", () => {
  it("is absent where the site's file declares none", () => {
    expect(cutoverStep(site, router)).toBeUndefined();
  });

  it("asks for the tunnels over the Landesnetz before they are relied on", () => {
    const step = cutoverStep({ ...site, cutover: "landesnetz-primary" }, router);
    const state = router.uplinks.filter(({ kind }) => kind === "landesnetz").map((line) => line.interface);
    const over = router.instances.flatMap(({ tunnels }) => tunnels).filter(({ uplink = "" }) => state.includes(uplink));
    expect(over.length).toBeGreaterThan(0);
    expect(step?.before.map((tunnel) => tunnel.interface)).toEqual(over.map((tunnel) => tunnel.interface));
    expect(step?.lines.map((line) => line.interface)).toEqual(state);
    expect([step?.seconds, step?.loss_percent]).toEqual([60, 23]);
    expect(cutoverStep({ ...site, cutover: "both-up" }, router)?.before).toEqual([]);
    expect(cutoverStep({ ...site, cutover: "telekom-only" }, router)?.lines).toEqual([]);
  });

  it("names a Landesnetz line that its operator has not confirmed", () => {
    const order = (confirmed?: string) => ({
      ...site,
      cutover: "both-up" as const,
      uplinks: site.uplinks.map((line) => ({ ...line, order: { requested: "2026-09-01", confirmed } })),
    });
    expect(cutoverStep(order("2026-10-01"), router)?.open).toEqual([]);
    expect(cutoverStep(order(), router)?.open).toEqual([
      expect.stringContaining("has not confirmed handover/ankerstrasse.md"),
    ]);
  });
});
