import { describe, expect, it } from "vitest";
import type { Platform } from "../../model/platform.js";
import { formatDiagnostics } from "../../render/diagnostics.js";
import { outputsOrRefusal } from "../../scripts/lib/refused.js";
import { coupled } from "../rules/cases.js";
import { changedBase, checkTexts } from "../support/declaration.js";

const checked = checkTexts(changedBase(coupled()));
const { platform } = checked;
if (!platform) throw new Error(JSON.stringify(checked.diagnostics));

/** The Platform with a word in a device's intent that no rule would have let through, as a fault of the model would. */
function faulty({ network, ...rest }: Platform, name: string): Platform {
  const spoilt = <T extends object>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).map(([key, it]) => [key, key === name ? { ...it, role: "a b" } : it]));
  return { ...rest, network: { ...network, routers: spoilt(network.routers), switches: spoilt(network.switches) } };
}

describe("what an adapter refuses though all rules were quiet", () => {
  it.each([
    ["a router", "rou-002-01", "sites/suedweg.yaml:", "router.model"],
    ["a switch", "swi-002-01", "sites/suedweg.yaml:", "switches.flur.model"],
    ["a hub", "hub-hub1", "traeger.yaml:", "coupling.hubs"],
  ])("is told at the place of %s", (_, name, file, path) => {
    const { outputs, refused } = outputsOrRefusal({ ...checked, platform: faulty(platform, name) }, "/nowhere");
    expect(outputs).toEqual([]);
    const text = formatDiagnostics(refused, checked.sources, "text");
    expect(text).toMatch(
      new RegExp(`^${file}\\d+:\\d+ error adapter-refuses ${path.replaceAll(".", "\\.")}: ${name}: `),
    );
    expect(text).toContain('  = another "model:"');
    expect(text).toContain("1 error; nothing was written");
  });

  it("is nothing where all is well", () => {
    expect(outputsOrRefusal(checked, "/nowhere").refused).toEqual([]);
  });
});
