import type { Catalogue } from "../../model/catalogue/schema.js";
import type { Declaration } from "../../model/load.js";
import type { Platform } from "../../model/platform.js";
import { deliver } from "./configure.js";
import { converged } from "./converge.js";
import { expectation } from "./expected.js";
import { routesByHand } from "./ipv6-off.js";
import { forwarding } from "./openvswitch.js";
import type { Scene } from "./proof.js";
import type { Run } from "./run.js";
import { pluggedIn, type SwitchText } from "./switches.js";
import { topologyOf } from "./topology.js";
import { bringUp } from "./twin.js";

/** Seconds until a twin has converged from nothing. */
export const SETTLE = 120;

export interface SceneOptions {
  readonly platform: Platform;
  readonly catalogue: Catalogue;
  readonly declaration: Declaration;
  /** Ids of the sites that the twin shall have; the hubs are always there. */
  readonly sites: readonly string[];
  /** Folder of the committed trees. */
  readonly devices: string;
  /** Text of a switch as Open vSwitch, whatever it was declared as. */
  readonly switchText: SwitchText;
  progress(text: string): void;
  /** Hears of each step that is done, with what is worth saying of it. */
  done?(step: string, seconds: number, remarks: readonly string[]): void;
}

/** Builds a twin, delivers to it, and waits until all tunnels carry traffic. */
export async function sceneOf(run: Run, options: SceneOptions): Promise<Scene> {
  const { platform, catalogue, declaration, sites: ids, devices, switchText, progress, done } = options;
  const step = async <T>(name: string, work: () => Promise<T>, remarks: readonly string[] = []): Promise<T> => {
    const begin = performance.now();
    const result = await work();
    done?.(name, Math.round((performance.now() - begin) / 100) / 10, remarks);
    return result;
  };
  const topology = topologyOf(platform, ids, switchText);
  const { nodes, switches, hosts, notes } = topology;
  const bridges = new Set(switches.flatMap(({ ports }) => ports.map((port) => port.switch))).size;
  const built = [`${nodes.length} nodes, ${bridges} switches, ${hosts.length} hosts`, ...notes];
  const twin = await step("up", () => bringUp(run, topology), built);
  await step("configured", () => deliver(twin, platform, devices, { progress }));
  const sites = Object.values(platform.network.routers).filter(({ site }) => site && ids.includes(site));
  await step("converged", async () => {
    await converged(twin, sites, SETTLE);
    for (const { name, ports } of switches) await forwarding(twin, name, pluggedIn(ports));
    await routesByHand(twin, sites);
  });
  const expected = expectation(platform, catalogue, declaration);
  return { twin, platform, declaration, catalogue, expected, sites, devices, progress };
}
